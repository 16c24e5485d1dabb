import * as z from 'zod'

/**
 * An object checked by the form that its tag names; a tag that we do not know passes unchanged, since Meta adds forms
 * faster than we do. zod's own discriminated union would refuse those.
 */
export function tagged(tag: string, forms: Readonly<Record<string, z.ZodType>>, normal = (text: string) => text) {
  return z.looseObject({ [tag]: z.string().min(1).max(64) }).superRefine((value, context) => {
    const name = value[tag]
    const word = typeof name === 'string' ? normal(name) : ''
    // `constructor` is a member of every object, and no form
    const form = Object.hasOwn(forms, word) ? forms[word] : undefined
    if (form === undefined) return
    const result = form.safeParse(value)
    if (result.success) return
    for (const { message, path } of result.error.issues) context.addIssue({ code: 'custom', message, path: [...path] })
  })
}
