import * as z from 'zod'

/** Meta takes degrees as a number, and as a decimal number in text. */
const degrees = (most: number, text: RegExp) => z.union([z.number().min(-most).max(most), z.string().regex(text)])

export const Location = z.looseObject({
  latitude: degrees(90, /^-?(90(\.0+)?|[1-8]?\d(\.\d+)?)$/),
  longitude: degrees(180, /^-?(180(\.0+)?|(1[0-7]\d|[1-9]?\d)(\.\d+)?)$/),
  name: z.string().max(1000).optional(),
  address: z.string().max(1000).optional(),
})
