/** More than this of anything is a slip of the keyboard; the sum of two still fits 32 bits. */
const MOST = 1_000_000_000

/**
 * A whole number of the command line.
 *
 * @throws Error in words for people when it is none, or out of range
 */
export function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < least || value > MOST)
    throw new Error(`--${name} takes a whole number from ${least} to ${MOST}, not "${text}".`)
  return value
}

/** What `read` makes of the command line; a mistake there is said in one line and ends the process with 2. */
export function orExit<T>(read: (args: readonly string[]) => T): T {
  try {
    return read(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(2)
    // never reached: types of Workers do not know that the line above ends all
    throw error
  }
}
