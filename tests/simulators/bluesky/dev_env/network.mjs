// Bluesky's own development network: a personal data server and an index, on this machine alone.
// Prints one line of JSON with its address when it is ready; ends when its input ends.
import net from 'node:net'

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...rest) {
  // Its servers would answer on every interface; these accounts have passwords that anybody can read here.
  if (typeof first === 'object' && first !== null && 'port' in first) return listen.call(this, { ...first, host: '127.0.0.1' }, ...rest)
  if (typeof first === 'number') return listen.call(this, first, '127.0.0.1', ...rest.filter((each) => typeof each === 'function'))
  return listen.call(this, first, ...rest)
}

const { TestNetwork } = await import('@atproto/dev-env')
const network = await TestNetwork.create({ dbPostgresSchema: `houseband_${process.pid}` })
const accounts = {}
for (const name of ['houseband', 'fan', 'robot']) {
  const account = { handle: `${name}.test`, email: `${name}@example.com`, password: 'quaver-pass-word-ours' }
  accounts[name] = (await network.pds.getClient().createAccount(account)).data.did
}
await network.processAll()
process.stdout.write(JSON.stringify({ url: `http://127.0.0.1:${network.pds.port}`, accounts }) + '\n')

process.stdin.resume()
process.stdin.on('end', async () => {
  await network.close()
  process.exit(0)
})
