import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMessageReader, heartbeatText, messageText } from '../../src/control/stream-message.ts'

/** Texts that are hard on lines: feeds at both ends, carriage returns, colons, other line separators. */
const hardText = fc
  .array(
    fc.constantFrom('\n', '\r', '\r\n', ' ', ':', 'data: x', '\u2028', 'é', '😀', '{"a":"\\/"}', '\\u00e9'),
    {
      maxLength: 12,
    },
  )
  .map(parts => parts.join(''))

test('data comes out as it went in, however the text is cut', () => {
  const messages = fc.array(
    fc.record({ id: fc.option(fc.stringMatching(/^evt_\w{1,5}$/), { nil: undefined }), data: hardText }),
  )
  fc.assert(
    fc.property(messages, fc.array(fc.nat(200)), (sent, cuts) => {
      const text = sent.map(message => heartbeatText + messageText(message)).join('')
      const places = [0, ...cuts.filter(at => at < text.length).sort((a, b) => a - b), text.length]
      const read = createMessageReader()
      const received = places.slice(1).flatMap((end, at) => read(text.slice(places[at], end)))
      expect(received).toEqual(sent.map(({ id, data }) => ({ event: 'message', id, data })))
    }),
  )
})

test('is written as the standard has it', () => {
  expect(messageText({ id: 'evt_1', data: '{"a":1}' })).toBe('id: evt_1\ndata: {"a":1}\n\n')
  expect(messageText({ event: 'hello', data: 'a\nb\n' })).toBe('event: hello\ndata: a\ndata: b\ndata: \n\n')
})

test('lines of others are passed over, and so is a message without data', () => {
  const read = createMessageReader()
  expect(read(': x\nretry: 1\nevent: empty\n\ndata:a\nunknown\n\n')).toEqual([
    { event: 'message', id: undefined, data: 'a' },
  ])
})
