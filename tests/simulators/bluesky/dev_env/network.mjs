// Bluesky's own development network: a personal data server and the index, on this machine alone.
// Prints one line of JSON with its address when it is ready, then does what each line of its input asks and answers with a line; ends with its input.
import http from 'node:http'
import net from 'node:net'
import readline from 'node:readline'

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...rest) {
  // Its servers would answer on every interface; these accounts have passwords that anybody can read here.
  if (typeof first === 'object' && first !== null && 'port' in first) return listen.call(this, { ...first, host: '127.0.0.1' }, ...rest)
  if (typeof first === 'number') return listen.call(this, first, '127.0.0.1', ...rest.filter((each) => typeof each === 'function'))
  return listen.call(this, first, ...rest)
}

// What the network can't be asked to do: the next call to a method is not heard ('down'), or is done and its answer never comes ('lost'), or
// is answered with something else than it would be.
const failures = []
const emit = http.Server.prototype.emit
http.Server.prototype.emit = function (event, request, response) {
  const found = event === 'request' ? failures.findIndex(({ method }) => request.url.startsWith(`/xrpc/${method}`)) : -1
  if (found < 0) return emit.apply(this, arguments)
  const [{ how, status, body, headers }] = failures.splice(found, 1)
  if (how === 'down') return request.socket.destroy()
  if (how === 'lost') {
    response.end = response.write = () => request.socket.destroy()
    return emit.apply(this, arguments)
  }
  return response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

const { TestNetwork } = await import('@atproto/dev-env')
const limits = process.argv.includes('--rate-limits') ? { rateLimitsEnabled: true } : {}
const schema = `houseband_${String(process.pid).replace(/\d/g, (digit) => 'abcdefghij'[digit])}` // letters are all that may be there
const network = await TestNetwork.create({ dbPostgresSchema: schema, pds: limits })

const work = {
  account: async ({ name, password }) => {
    const account = { handle: `${name}.test`, email: `${name}@example.com`, password }
    return (await network.pds.getAgent().com.atproto.server.createAccount(account)).data.did
  },
  settle: () => network.processAll(),
  fail: (failure) => void failures.push(failure),
}
const answer = (value) => process.stdout.write(`houseband: ${JSON.stringify(value ?? null)}\n`)

await network.processAll()
answer({ url: `http://127.0.0.1:${network.pds.port}`, admin: network.pds.adminAuth() })
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { ask, ...given } = JSON.parse(line)
  try {
    answer({ done: await work[ask](given) })
  } catch (error) {
    answer({ error: String(error) })
  }
}
await network.close()
process.exit(0)
