/** Marks that turn the direction of all that follows: a name has no use for them, and they would turn our own words. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is looked for
const TURNS = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** Begin and end of a text whose direction is its own affair. */
const OWN = '\u2068'
const END = '\u2069'

/**
 * A stranger's text, fit to stand in a sentence of ours: without marks that turn or hide what follows, and apart from it
 * when it is written from right to left. Text only; it is never markup.
 */
export const plain = (text: string): string => {
  const clean = text.replace(TURNS, '')
  return RIGHT_TO_LEFT.test(clean) ? `${OWN}${clean}${END}` : clean
}
