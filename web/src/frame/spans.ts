/** How far back charts look. It stands in the address, and goes with the reader to the next page that has one. */
export const SPANS = ['3h', '6h', '24h'] as const
export type Span = (typeof SPANS)[number]

export const SPAN_WORDS: Readonly<Record<Span, string>> = { '3h': '3 hours', '6h': '6 hours', '24h': '24 hours' }
/** `Last 6 h` */
export const spanText = (span: Span): string => `Last ${span.replace('h', ' h')}`

export const SPAN_MS: Readonly<Record<Span, number>> = { '3h': 10_800_000, '6h': 21_600_000, '24h': 86_400_000 }

/** What an address asks for; undefined = nothing that is known here. */
export const spanOf = (text: string | string[] | undefined): Span | undefined => SPANS.find((span) => span === text)
