/** Ids of messages. The request's number is inside, so that a wamid is found again without an index. */

/** @returns a wamid that is unique over resets (`epoch`), numbers and requests */
export function wamidFor(epoch: string, phoneNumberId: string, n: number): string {
  return `wamid.${btoa(`${epoch}:${phoneNumberId}:${n}`).replaceAll('=', '')}`
}

/** @returns the request's number, or null when the wamid is none of ours */
export function requestOf(wamid: string): number | null {
  try {
    const tail = atob(wamid.slice('wamid.'.length)).split(':')[2]
    return tail !== undefined && /^\d+$/.test(tail) ? Number(tail) : null
  } catch {
    return null
  }
}
