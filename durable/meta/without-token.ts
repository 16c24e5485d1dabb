/** A token of Meta's has some 200 characters; what is shorter could be any word of an answer. */
const SHORTEST = 16

/**
 * An answer's text without the token that asked for it. Meta repeats a token in its words ("Malformed access token EAA…"),
 * and those words go on into reasons, alerts, the history and the feed.
 */
export function withoutToken(answer: string, token: string): string {
  return token.length < SHORTEST ? answer : answer.replaceAll(token, '[access token]')
}
