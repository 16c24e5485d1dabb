import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { postText, Wire } from './wire.ts'

/** Answers every request by the next of `parts`, each written apart. */
async function answering(answers: readonly (readonly string[])[]): Promise<{ port: number; close(): void }> {
  let next = 0
  const server = createServer((socket) => {
    socket.on('data', () => {
      for (const part of answers[next++] ?? []) socket.write(part)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { port: typeof address === 'object' && address !== null ? address.port : 0, close: () => server.close() }
}

it('reads bodies with a length and in chunks, whole or in parts, one after the other', async () => {
  const server = await answering([
    ['HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nhello'],
    ['HTTP/1.1 200 OK\r\nTransfer-', 'Encoding: chunked\r\n\r\n3\r\nfoo\r', '\n5\r\nb', 'arä\r\n0\r', '\n\r\n'],
  ])
  const wire = await Wire.open(server.port)
  expect(await wire.send(postText('/x', {}, 'a'))).toEqual({ status: 202, body: 'hello' })
  expect(await wire.send(postText('/x', {}, 'b'))).toEqual({ status: 200, body: 'foobarä' })
  wire.close()
  server.close()
})

it('says when the connection breaks before the answer', async () => {
  const server = createServer((socket) => void socket.on('data', () => socket.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const wire = await Wire.open(typeof address === 'object' && address !== null ? address.port : 0)
  await expect(wire.send(postText('/x', {}, ''))).rejects.toThrow()
  server.close()
})
