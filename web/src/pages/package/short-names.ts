/** Names without the words that all of them begin with: `Orders London 1`, `Orders Berlin 1` -> `London 1`, `Berlin 1`. */
export const shortNames = (names: readonly string[]): readonly string[] => {
  if (names.length < 2) return names
  const words = names.map((name) => name.split(' '))
  const first = words[0] ?? []
  let same = 0
  // Each keeps a word of its own.
  while (words.every((one) => one.length > same + 1 && one[same] === first[same])) same += 1
  const short = words.map((one) => one.slice(same).join(' '))
  // A bare figure is no name.
  return short.every((name) => /\p{L}/u.test(name)) ? short : names
}
