import { describe, expect, it } from 'vitest'
import { build, homeOf } from './build.ts'
import { wrongIn } from './check.ts'
import { EMPTY, type Kind } from './kinds.ts'
import { readContent } from './read-content.ts'

const reading = (texts: Record<string, string>) => (name: string) => ({ ...EMPTY, ...texts })[name] ?? ''

const CASES: readonly (readonly [Kind, Record<string, string>, unknown])[] = [
  ['text', { 'text.body': ' Hi\nthere ' }, { body: ' Hi\nthere ' }],
  [
    'text',
    { 'text.body': 'https://a.example', 'text.preview_url': 'yes' },
    { body: 'https://a.example', preview_url: true },
  ],
  ['image', { link: ' https://a.example/1.png ', caption: 'A' }, { link: 'https://a.example/1.png', caption: 'A' }],
  ['audio', { link: 'https://a.example/1.ogg', caption: 'not of an audio' }, { link: 'https://a.example/1.ogg' }],
  ['document', { link: 'https://a.example/1', filename: 'a.pdf' }, { link: 'https://a.example/1', filename: 'a.pdf' }],
  ['location', { 'location.latitude': '52.5', 'location.longitude': '-1' }, { latitude: 52.5, longitude: -1 }],
  ['reaction', { 'reaction.message_id': 'wamid.1', 'reaction.emoji': '👍' }, { message_id: 'wamid.1', emoji: '👍' }],
  [
    'buttons',
    {
      'interactive.body.text': 'Which?',
      buttons: '2',
      'button.0.title': 'A',
      'button.1.title': 'B',
      'button.1.id': 'b',
    },
    {
      type: 'button',
      body: { text: 'Which?' },
      action: {
        buttons: [
          { type: 'reply', reply: { id: 'button-1', title: 'A' } },
          { type: 'reply', reply: { id: 'b', title: 'B' } },
        ],
      },
    },
  ],
  [
    'list',
    {
      'interactive.body.text': 'Which?',
      'interactive.footer.text': 'F',
      'interactive.action.button': 'Choose',
      'row.0.title': 'A',
      'row.0.description': 'the first',
    },
    {
      type: 'list',
      body: { text: 'Which?' },
      footer: { text: 'F' },
      action: { button: 'Choose', sections: [{ rows: [{ id: 'row-1', title: 'A', description: 'the first' }] }] },
    },
  ],
  [
    'template',
    {
      'template.name': 'order',
      'template.language.code': 'en_US',
      'header.kind': 'image',
      'header.value': 'https://a.example/1.png',
      parameters: '2',
      'parameter.0': 'Ana',
      'parameter.1': '88213',
      suffix: '88213',
      'suffix.given': 'yes',
      'suffix.index': '1',
    },
    {
      name: 'order',
      language: { code: 'en_US' },
      components: [
        { type: 'header', parameters: [{ type: 'image', image: { link: 'https://a.example/1.png' } }] },
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Ana' },
            { type: 'text', text: '88213' },
          ],
        },
        { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: '88213' }] },
      ],
    },
  ],
]

describe('a draft', () => {
  it.each(CASES)('of kind %s becomes the Cloud API object', (kind, texts, member) => {
    expect(build(kind, reading(texts)).member).toEqual(member)
  })

  it.each(CASES)('of kind %s is read back from the message that it made', (kind, texts, member) => {
    const { type } = build(kind, reading(texts))
    const draft = readContent({ type, to: '+16505551234', [type]: member })
    expect(draft?.kind).toBe(kind)
    expect(build(kind, (name) => draft?.texts[name] ?? '').member).toEqual(member)
  })

  it('is not read from a message that says more than the fields can', () => {
    expect(readContent({ type: 'text', text: { body: 'a', new_member: 1 } })).toBeUndefined()
    expect(readContent({ type: 'image', image: { id: '123' } })).toBeUndefined()
    expect(readContent({ type: 'interactive', interactive: { type: 'flow', body: { text: 'a' } } })).toBeUndefined()
    expect(readContent({ type: 'contacts', contacts: [] })).toBeUndefined()
    expect(readContent(null)).toBeUndefined()
  })

  it('knows which field a refusal speaks of', () => {
    const { homes } = build('template', reading({ 'header.kind': 'text', parameters: '2' }))
    expect(homeOf('template.components.1.parameters.1.text', homes)).toBe('parameter.1')
    expect(homeOf('template.components.0.parameters.0.text', homes)).toBe('header.value')
    expect(homeOf('template.name', homes)).toBe('template.name')
    const list = build('list', reading({})).homes
    expect(homeOf('interactive.action.sections.0.rows.0.title', list)).toBe('row.0.title')
    expect(homeOf('video', build('video', reading({})).homes)).toBe('link')
  })
})

describe('what is wrong with a draft', () => {
  const wrong = (kind: Kind, name: string, texts: Record<string, string>) =>
    wrongIn(kind, name, reading(texts)(name).trim(), reading(texts))

  it('is said of its own fields only', () => {
    expect(wrong('text', 'text.body', {})).toBe('Enter the text.')
    expect(wrong('image', 'text.body', {})).toBeUndefined()
    expect(wrong('image', 'link', { link: 'ftp://a' })).toBe('It begins with https:// and has no spaces.')
    expect(wrong('location', 'location.latitude', { 'location.latitude': '91' })).toBe('Enter degrees from -90 to 90.')
  })

  it('is said of shown buttons, rows and parameters only', () => {
    expect(wrong('buttons', 'button.1.title', { buttons: '1' })).toBeUndefined()
    expect(wrong('buttons', 'button.1.title', { buttons: '2', 'button.0.title': 'A', 'button.1.title': 'A' })).toBe(
      'Another button says the same.',
    )
    expect(wrong('list', 'row.0.title', { 'row.0.title': 'x'.repeat(25) })).toBe('At most 24 characters.')
    expect(wrong('template', 'header.kind', {})).toBeUndefined()
    expect(wrong('template', 'header.kind', { 'header.needed': 'yes' })).toBe('Choose what its header is.')
    expect(wrong('template', 'suffix', {})).toBeUndefined()
    expect(wrong('template', 'suffix', { 'suffix.given': 'yes' })).toBe("Enter how the button's address ends.")
    expect(wrong('template', 'parameter.0', { parameters: '1' })).toBe('Enter the parameter.')
    expect(wrong('template', 'parameter.0.name', { parameters: '1' })).toBeUndefined()
    expect(wrong('template', 'parameter.0.name', { parameters: '1', named: 'yes' })).toBe(
      'Enter the name of the parameter.',
    )
  })
})
