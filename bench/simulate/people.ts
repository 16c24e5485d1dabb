/** People are whole numbers below 50; each has two phones and two business-scoped ids, which its last digits tell. */
export function phoneOf(person: number, second = false): string {
  return `+491510000${String(1000 + person + (second ? 50 : 0))}`
}

export function userIdOf(person: number, second = false): string {
  return `DE.p${String(person + (second ? 50 : 0)).padStart(2, '0')}`
}

/** The person behind an address of any of these kinds; -1 where there is none. */
export function personOf(address: string): number {
  const digits = Number(/(\d\d)$/.exec(address)?.[1] ?? -1)
  return digits < 0 ? -1 : digits % 50
}

/** What stands for an address once it is erased: the deployment's peppered hash. */
export function hashOf(address: string): string {
  return `h${address.replace(/\W/g, '')}`
}
