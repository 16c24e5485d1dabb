import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { readJson, writeJson } from './state.ts'

const listen = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address()
      const taken = typeof address === 'object' && address !== null ? address.port : undefined
      server.close(() => resolve(taken))
    })
  })

/** @returns whether nobody listens on a loopback port */
export const isFree = async (port: number): Promise<boolean> => (await listen(port)) !== undefined

/** Below those that systems give to outgoing connections: one of these could take the port before who asked for it. */
const FIRST = 15_000
const LAST = 30_000
const TRIES = 50

/** @returns a loopback port that nobody listens on now */
export const freePort = async (): Promise<number> => {
  for (let n = 0; n < TRIES; n++) {
    const port = randomInt(FIRST, LAST)
    if (await isFree(port)) return port
  }
  throw new Error('No free port on 127.0.0.1.')
}

/** The sandbox's port: the one of the last start while it is free, so that addresses written down stay right. */
export const sandboxPort = async (directory: string): Promise<number> => {
  const path = join(directory, 'ports.json')
  const { sandbox } = readJson<{ sandbox: number }>(path)
  if (sandbox !== undefined && (await isFree(sandbox))) return sandbox
  const port = await freePort()
  writeJson(path, { sandbox: port })
  return port
}

/**
 * @param name the variable, for the error
 * @throws Error when the value is no port number
 */
export const portOf = (name: string, value: string | undefined, otherwise: number): number => {
  const port = value === undefined || value === '' ? otherwise : Number(value)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${name} must be a port number.`)
  return port
}
