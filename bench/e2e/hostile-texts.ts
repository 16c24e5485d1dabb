/**
 * Texts of strangers that would like to be markup, script or layout. Each holds its number, so that one that is missing
 * is named, and those that try to be an element carry `data-hostile`, so that one that became one is found.
 */
const FAMILIES: readonly ((n: number) => string)[] = [
  (n) => `<script data-hostile>hostile(${n})</script>`,
  (n) => `"><img data-hostile src=x onerror=hostile(${n})>`,
  (n) => `'><svg data-hostile onload=hostile(${n})>`,
  (n) => `</title></textarea></style><b data-hostile>${n}</b>`,
  (n) => `<a data-hostile href="javascript:hostile(${n})">${n}</a>`,
  (n) => `javascript:hostile(${n})`,
  (n) => `<iframe data-hostile srcdoc="<script>parent.hostile(${n})</script>">`,
  (n) => `<math data-hostile><mi//xlink:href="data:x,<script>hostile(${n})</script>">`,
  (n) => `&lt;img data-hostile src=x onerror=hostile(${n})&gt;`,
  (n) => `&#60;b data-hostile&#62;${n}`,
  (n) => `%3Cimg%20data-hostile%20src=x%20onerror=hostile(${n})%3E`,
  (n) => `\\u003cimg data-hostile src=x onerror=hostile(${n})\\u003e`,
  (n) => `{{constructor.constructor('hostile(${n})')()}}`,
  (n) => ['$', `{hostile(${n})}`].join(''),
  (n) => `<!--<b data-hostile>--><b data-hostile>${n}`,
  (n) => `]]><b data-hostile>${n}</b><![CDATA[`,
  (n) => `<x-hostile data-hostile n=${n}>`,
  (n) => `<style data-hostile>*{display:none}</style>${n}`,
  (n) => `<base data-hostile href=//h${n}.invalid/>`,
  (n) => `<meta data-hostile http-equiv=refresh content=0;url=//h${n}.invalid>`,
  (n) => `<form data-hostile action=//h${n}.invalid><button>${n}</button></form>`,
  (n) => `<details data-hostile open ontoggle=hostile(${n})>`,
  (n) => `\u202e<b data-hostile>${n}</b>\u202c`,
  (n) => `مرحبا <b data-hostile>${n}</b> שלום`,
  (n) => `e${'\u0301'.repeat(40)} <b data-hostile>${n}</b>`,
  (n) => `${'W'.repeat(120)}${n}`,
  (n) => `👩‍👩‍👧‍👦${'\u200d'.repeat(8)}<b data-hostile>${n}</b>`,
  (n) => `' OR 1=1; DROP TABLE messages; -- ${n}`,
  (n) => `__proto__ ${n}`,
  (n) => `=HYPERLINK("http://h${n}.invalid","${n}")`,
]

/** @returns texts number `from` to `from + many - 1`, at most 200 characters each */
export const hostileTexts = (from: number, many: number): readonly string[] =>
  Array.from({ length: many }, (_, i) => {
    const n = from + i
    return FAMILIES[n % FAMILIES.length]?.(n) ?? ''
  })

/** A text as a page shows it: marks that turn its direction are taken out, and blanks run together. */
export const asShown = (text: string): string => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '').replace(/\s+/g, '')
