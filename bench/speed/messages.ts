/** The bench's recipients by index: numbers of one country, each of the same length. */
export function userOf(index: number): string {
  return `+57300${String(index).padStart(7, '0')}`
}

/** The JSON text of a message to recipient `index`; free-form needs an open window, the template needs none. */
export function messageText(index: number, freeForm: boolean): string {
  const to = userOf(index)
  return freeForm
    ? `{"to":"${to}","type":"text","text":{"body":"Your order has left the house, ${index}"}}`
    : `{"to":"${to}","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`
}
