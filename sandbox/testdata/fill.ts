/** Puts real values where the reference's examples have placeholders. */
export function fillPlaceholders<T>(example: T): T {
  const filled = JSON.stringify(example)
    .replaceAll(/"\{\{Recipient-[A-Za-z-]*\}\}"/g, '"+16505551234"')
    // Two examples spell the recipient without "+"; the sandbox takes E.164 only (README).
    .replaceAll('"16315555555"', '"+16315555555"')
    .replaceAll(/"<?http\(s\):\/\/([a-z-]+)>?"/g, '"https://example.org/$1"')
    .replaceAll(/"<HEADER_TYPE>"/g, '"text"')
    .replaceAll(/"<(MSGID[A-Z_]*)>"/g, '"wamid.$1"')
    .replaceAll('"<TEMPLATE_NAME>"', '"flow_template"')
    .replaceAll('"template-name"', '"template_name"')
    .replaceAll('"language-and-locale-code"', '"en_US"')
    .replaceAll(/<([A-Z0-9_-]+)>/g, '$1')
  return JSON.parse(filled) as T
}
