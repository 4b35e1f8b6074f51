"""The durable queue: every mention is answered once, whatever dies on the way."""
