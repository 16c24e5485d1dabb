import { plain } from './plain.ts'

/** A reason of the guard as a sentence: `the package is paused` -> `The package is paused.` */
export const sentence = (text: string): string => {
  const trimmed = plain(text).trim()
  if (trimmed === '') return ''
  const begun = `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}`
  return /[.!?…:]$/.test(begun) ? begun : `${begun}.`
}
