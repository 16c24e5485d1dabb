import { describe, expect, it } from 'vitest'
import { parametersGiven, shapeOfTemplate } from './template-shape.ts'

describe('shapeOfTemplate', () => {
  it('counts each variable once, by number or by name', () => {
    const components = [
      { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
      { type: 'BODY', text: 'Dear {{1}}, {{2}} and again {{1}} {{ 3 }}' },
      { type: 'FOOTER', text: 'no {{1}} here' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', url: 'https://x/{{1}}' }] },
    ]
    expect(shapeOfTemplate(components)).toEqual({
      header: 1,
      body: 3,
      named: false,
      headerFormat: 'text',
      urlButton: 0,
    })
    expect(shapeOfTemplate([{ type: 'body', text: 'Hi {{first_name}} {{first_name}}' }])).toEqual({
      header: 0,
      body: 1,
      named: true,
      urlButton: null,
    })
  })

  it.each(['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'image'])('a header of format %s takes one', (format) => {
    expect(shapeOfTemplate([{ type: 'HEADER', format }])).toMatchObject({
      ...{ header: 1, body: 0, named: false, headerFormat: format.toLowerCase() },
    })
  })

  it.each([
    ['a fixed address', [{ type: 'URL', url: 'https://x/1' }], null],
    ['one after others', [{ type: 'QUICK_REPLY', text: '{{1}}' }, null, { type: 'url', url: 'https://x/{{1}}' }], 2],
    ['a one-time code', [{ type: 'OTP', otp_type: 'COPY_CODE' }], 0],
    ['an address of another kind of button', [{ type: 'PHONE_NUMBER', url: 'https://x/{{1}}' }], null],
    ['no list', 'x', null],
  ])('tells which button takes the end of its address: %s', (_, buttons, place) => {
    expect(shapeOfTemplate([{ type: 'BUTTONS', buttons }])?.urlButton).toBe(place)
  })

  it('takes a header without a format for text, and one without variables for none', () => {
    expect(shapeOfTemplate([{ type: 'HEADER', text: 'Order {{1}}' }])).toMatchObject({
      header: 1,
      headerFormat: 'text',
    })
    expect(shapeOfTemplate([{ type: 'HEADER', format: 'TEXT', text: 'Order' }])).not.toHaveProperty('headerFormat')
  })

  it('keeps what the buttons said, whatever stands after them', () => {
    const buttons = { type: 'BUTTONS', buttons: [{ type: 'URL', url: 'https://x/{{1}}' }] }
    expect(shapeOfTemplate([buttons, { type: 'FOOTER', text: 'Bye' }])).toMatchObject({ urlButton: 0 })
  })

  it('knows nothing of what it cannot count', () => {
    expect(shapeOfTemplate(undefined)).toBeNull()
    expect(shapeOfTemplate(['x'])).toBeNull()
    expect(shapeOfTemplate([{ type: 'CAROUSEL', cards: [] }])).toBeNull()
    expect(shapeOfTemplate([])).toEqual({ header: 0, body: 0, named: false, urlButton: null })
  })
})

describe('parametersGiven', () => {
  it('counts what a send gives', () => {
    const components = [
      { type: 'header', parameters: [{ type: 'image' }] },
      { type: 'BODY', parameters: [{ type: 'text' }, { type: 'text' }] },
      { type: 'button', parameters: [{ type: 'payload' }] },
      { type: 'body' },
      null,
    ]
    expect(parametersGiven(components)).toEqual({ header: 1, body: 2 })
    expect(parametersGiven(undefined)).toEqual({ header: 0, body: 0 })
  })
})

describe('headers and kinds that a plain count does not cover', () => {
  it.each(['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'GIF', 'gif'])('a header of %s takes one parameter', (format) => {
    expect(shapeOfTemplate([{ type: 'HEADER', format }])).toMatchObject({
      ...{ header: 1, body: 0, named: false, headerFormat: format.toLowerCase() },
    })
  })

  it('a header of text takes as many as it names', () => {
    expect(shapeOfTemplate([{ type: 'HEADER', format: 'TEXT', text: 'plain' }])).toMatchObject({ header: 0 })
    expect(shapeOfTemplate([{ type: 'HEADER', text: '{{1}} {{2}}' }])).toMatchObject({ header: 2 })
  })

  it.each(['CAROUSEL', 'LIMITED_TIME_OFFER', 'limited_time_offer'])('%s is not known', (type) => {
    expect(shapeOfTemplate([{ type: 'BODY', text: 'x' }, { type }])).toBeNull()
  })

  it.each([[['x']], [[null]], [[[]]], ['x'], [null], [{}]])('%j is no list of components', (components) => {
    expect(shapeOfTemplate(components)).toBeNull()
  })
})
