/** What is wrong with a text as an access token; undefined = it may be one. */
export const tokenWrong = (text: string): string | undefined => {
  if (text === '') return 'Enter the access token.'
  return /^[\x21-\x7e]+$/.test(text) ? undefined : 'A token has no spaces and no letters beyond a to z.'
}
