const HOUR_MS = 3_600_000
/** Management calls per hour of an active WABA (Meta: about the platform page, Dec 2025). */
const HOURLY_LIMIT = 5000

/** Counts management calls of the last hour; in memory only, a restart begins from zero as Meta's own figure may. */
export class Usage {
  #calls: { at: number; wabaId: string }[] = []

  /**
   * Books one call and says how much of the hour's allowance is used, in percent.
   * @returns `X-App-Usage` and `X-Business-Use-Case-Usage` (section 11 of the reference: 100 = throttled)
   */
  headers(wabaId: string, now: number): Record<string, string> {
    this.#calls.push({ at: now, wabaId })
    const first = this.#calls[0]
    if (first !== undefined && first.at <= now - HOUR_MS) {
      this.#calls = this.#calls.filter((one) => one.at > now - HOUR_MS)
    }
    const share = (count: number) => Math.floor((count / HOURLY_LIMIT) * 100)
    const own = share(this.#calls.filter((one) => one.wabaId === wabaId).length)
    const app = share(this.#calls.length)
    const type = 'whatsapp_business_management'
    return {
      'X-App-Usage': JSON.stringify({ call_count: app, total_cputime: 0, total_time: app }),
      'X-Business-Use-Case-Usage': JSON.stringify({
        [wabaId]: [{ type, call_count: own, total_cputime: 0, total_time: own, estimated_time_to_regain_access: 0 }],
      }),
    }
  }
}
