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
const BLOCK = 20
const BLOCKS = 750
/** Has no divisor in common with the blocks, so that all are walked; far enough from the next few processes' own. */
const STRIDE = 97

/**
 * The nth port that a process looks at. Between a look and the listening of whoever was given the port lie seconds, so two
 * processes that begin together look at different ones: each has blocks of its own, by its number.
 */
export const candidate = (pid: number, n: number): number =>
  FIRST + ((pid + STRIDE * Math.floor(n / BLOCK)) % BLOCKS) * BLOCK + (n % BLOCK)

let looked = 0

/** @returns a loopback port that nobody listens on now, and that this process has not been given before */
export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < BLOCK * BLOCKS; tries++) {
    const port = candidate(process.pid, looked++)
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
