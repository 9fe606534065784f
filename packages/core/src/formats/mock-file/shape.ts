// What a mock file may say: the one description that checks it and from which its JSON Schema is made.
import {
  anyShape,
  booleanShape,
  flagShape,
  kindsShape,
  listShape,
  nameShape,
  namedShape,
  numberShape,
  objectShape,
  operatorsShape,
  recordShape,
  type Shape,
  textShape,
  wordShape,
} from '../shape.ts'

const text = textShape()
const count = numberShape('a count, 1 or more', { min: 1, isWhole: true })
const intervalMs = numberShape('a number of ms, at least 1', { min: 1 })
const length = numberShape('a length, 0 or more', { min: 0, isWhole: true })
const anyNumber = numberShape('a number')
const template = textShape('a text, in which {{…}} is filled in')
const base64 = textShape('bytes in base64', { pattern: /^[A-Za-z\d+/]*={0,2}$/ })
const path = textShape("a path that begins with '/' or '*'", { pattern: /^[/*]/ })

const ms = kindsShape('a number of ms, or { min, max }', {
  number: numberShape('a number of ms, 0 or more', { min: 0 }),
  object: objectShape({
    required: { min: numberShape('ms', { min: 0 }), max: numberShape('ms', { min: 0 }) },
  }),
})

const flagOr = (object: Parameters<typeof objectShape>[0], what: string): Shape =>
  kindsShape(what, { boolean: flagShape, object: objectShape(object) })

const textLength = flagOr({ optional: { minLength: length, maxLength: length } }, 'true, or a length')
const range = flagOr({ optional: { min: anyNumber, max: anyNumber } }, 'true, or a range')

/** What a value has to be. Objects match partially, lists as a whole. */
const patternShape: Shape = namedShape('pattern', 'a pattern', () =>
  operatorsShape('a pattern', patternShape, {
    $exactly: { value: anyShape, description: 'Equal, with no field more, whatever is in it.' },
    $anyOf: { value: listShape(patternShape, { min: 1 }) },
    $allOf: { value: listShape(patternShape, { min: 1 }) },
    $not: { value: patternShape },
    $regex: {
      value: text,
      with: { flags: textShape('flags: i, m, s or several of them', { pattern: /^[ims]*$/ }) },
      description:
        'A text in which it finds something. Linear in time, so no look-around and no back-references.',
    },
    $startsWith: { value: text },
    $endsWith: { value: text },
    $contains: { value: text },
    $text: { value: textLength },
    $number: { value: range },
    $integer: { value: range },
    $boolean: { value: flagShape },
    $uuid: { value: flagShape },
    $isoTime: { value: flagShape },
    $anything: { value: flagShape },
    $absent: { value: flagShape },
    $arrayOf: { value: patternShape, with: { min: length, max: length } },
    $bytes: { value: base64, description: 'These bytes.' },
    $json: { value: anyShape, description: 'A text that is this JSON, however it is written.' },
    $xml: { value: text, description: 'A text that is this XML, however it is indented.' },
    $jsonPath: {
      value: text,
      with: { is: patternShape },
      description:
        'What a JSONPath (RFC 9535) finds: one value, or the list of them. Without `is`: it finds something.',
    },
    $jsonSchema: {
      value: kindsShape('a JSON Schema', { object: anyShape, boolean: booleanShape }),
      description: 'Valid for this schema, of draft 2020-12 unless it says draft-07.',
    },
  }),
)

const escape = wordShape('none', 'html')

/** What is sent. A text is sent as it is, all else as JSON; {{…}} in a text is filled in. */
const messageShape: Shape = namedShape('message', 'a message', () =>
  operatorsShape('a message', messageShape, {
    $literal: {
      value: anyShape,
      description: 'This, as it is: {{…}} is not filled in, $words mean nothing.',
    },
    $template: {
      value: template,
      with: { escape },
      description: 'A text, filled in; escaped for HTML if told to.',
    },
    $from: {
      value: nameShape,
      description: 'A value as it is, not as text: `message.user.id`, `query.token`.',
    },
    $file: {
      value: template,
      with: { template: booleanShape, escape, bytes: flagShape },
      description:
        'What a file holds, within the folder of this one; filled in if told to, or as a binary message.',
    },
    $data: { value: nameShape, description: 'What is kept under that name in `data`.' },
    $bytes: { value: base64, description: 'A binary message.' },
    $binary: { value: messageShape, description: 'The text of a message, as a binary one.' },
  }),
)

const handshake = {
  url: patternShape,
  params: patternShape,
  query: patternShape,
  headers: patternShape,
  cookies: patternShape,
  protocols: patternShape,
}

/** Circumstances: all that are given must hold. */
const conditionShape: Shape = namedShape('condition', 'a condition', () =>
  objectShape({
    what: 'a condition',
    optional: {
      message: patternShape,
      ...handshake,
      request: patternShape,
      path: patternShape,
      user: patternShape,
      messageNumber: patternShape,
      data: objectShape({ required: { of: nameShape, is: patternShape } }),
      value: objectShape({ required: { of: template, is: patternShape } }),
      compare: objectShape({
        required: {
          of: wordShape(
            'message',
            'query',
            'header',
            'cookie',
            'param',
            'request',
            'messageNumber',
            'data',
            'variable',
            'text',
          ),
          is: wordShape('equals', 'regex', 'regexIgnoringCase', 'null', 'emptyArray', 'includes', 'validFor'),
        },
        optional: { at: template, to: template },
        description: 'A comparison of texts, as Mockoon makes it: values of any kind are written out first.',
      }),
      all: listShape(conditionShape),
      any: listShape(conditionShape),
      not: conditionShape,
    },
  }),
)

const audience = {
  group: template,
  groups: listShape(template),
  user: template,
  users: listShape(template),
  path,
  except: wordShape('sender'),
}

const stream = objectShape({
  required: {
    items: listShape(
      objectShape({ what: 'an item', required: { send: messageShape }, optional: { where: conditionShape } }),
      { min: 1 },
    ),
    everyMs: intervalMs,
  },
  optional: {
    times: count,
    name: nameShape,
    order: wordShape('inTurn', 'random', 'firstMatch'),
    seed: anyNumber,
  },
})

const status = numberShape('an HTTP status that refuses, 400 to 599', { min: 400, max: 599, isWhole: true })
const closeCode = numberShape('a close code', { min: 1000, max: 4999, isWhole: true })

/** What a rule does, one verb at a time. */
const actionShape: Shape = namedShape('action', 'an action', () =>
  objectShape({
    what: 'an action',
    oneOf: {
      accept: flagOr({ required: { protocol: nameShape } }, 'true, or { protocol }'),
      reject: kindsShape('a status, or { status, reason }', {
        number: status,
        object: objectShape({ required: { status }, optional: { reason: text } }),
      }),
      send: messageShape,
      reply: messageShape,
      broadcast: messageShape,
      join: template,
      leave: template,
      delay: ms,
      stream,
      broadcastStream: stream,
      stopStream: kindsShape('true, or the name of a stream', { boolean: flagShape, string: nameShape }),
      choose: objectShape({
        required: {
          from: listShape(
            objectShape({
              what: 'a branch',
              required: { do: listShape(actionShape, { min: 1 }) },
              optional: { where: conditionShape },
            }),
            { min: 1 },
          ),
        },
        optional: {
          order: wordShape('inTurn', 'random', 'firstMatch'),
          per: wordShape('connection', 'endpoint'),
          atEnd: wordShape('repeat', 'stay'),
          seed: anyNumber,
        },
      }),
      pong: kindsShape('true, a text, or { $bytes }', {
        boolean: flagShape,
        string: text,
        object: objectShape({ required: { $bytes: base64 } }),
      }),
      close: kindsShape('true, a code, or { code, reason }', {
        boolean: flagShape,
        number: closeCode,
        object: objectShape({ optional: { code: closeCode, reason: text } }),
      }),
      cut: flagShape,
      halfOpen: flagShape,
      drop: flagShape,
    },
    optional: audience,
  }),
)

const ruleShape = objectShape({
  what: 'a rule',
  oneOf: {
    on: patternShape,
    onConnect: kindsShape('true, or what the handshake has to be', {
      boolean: flagShape,
      object: objectShape({ optional: handshake }),
    }),
    onClose: flagShape,
    onPing: patternShape,
  },
  required: { do: listShape(actionShape, { min: 1 }) },
  optional: { where: conditionShape, description: text },
})

const heartbeatShape = objectShape({
  what: 'a heartbeat',
  oneOf: {
    pingEvery: objectShape({
      required: { everyMs: intervalMs },
      optional: { timeoutMs: intervalMs, ping: anyShape, pong: patternShape },
    }),
    closeSilent: objectShape({ required: { afterMs: intervalMs }, optional: { unless: patternShape } }),
  },
  optional: {
    code: kindsShape("a close code, or 'cut'", { number: closeCode, string: wordShape('cut') }),
    reason: text,
  },
})

const faultShape = objectShape({
  what: 'a fault',
  oneOf: {
    delay: ms,
    drop: flagShape,
    duplicate: flagShape,
    reorder: flagOr({ required: { withinMs: intervalMs } }, 'true, or { withinMs }'),
    cut: flagShape,
    halfOpen: flagShape,
  },
  optional: {
    match: patternShape,
    client: nameShape,
    probability: numberShape('a number from 0 to 1', { min: 0, max: 1 }),
    after: length,
    times: count,
  },
})

const endpointShape = objectShape({
  what: 'an endpoint',
  required: { path, rules: listShape(ruleShape) },
  optional: {
    description: text,
    read: wordShape('json', 'contentType', 'text'),
    binary: wordShape('bytes', 'text'),
    unmatched: wordShape('error', 'warn', 'ignore'),
    redaction: objectShape({ optional: { redact: listShape(nameShape), reveal: listShape(nameShape) } }),
    user: objectShape({
      oneOf: { header: nameShape, cookie: nameShape, query: nameShape, param: nameShape },
    }),
    heartbeats: listShape(heartbeatShape),
    faults: listShape(faultShape),
  },
})

const bucketShape: Shape = namedShape('bucket', 'data', () =>
  operatorsShape('data', anyShape, {
    $literal: { value: anyShape },
    $template: {
      value: template,
      with: { escape, id: nameShape },
      description:
        'Filled in when it is first asked for, and JSON if it then is; if it asks about who asks, each time.',
    },
    $file: { value: nameShape, with: { id: nameShape }, description: 'What a file holds: JSON if it is.' },
  }),
)

export const mockFileShape: Shape = objectShape({
  description: 'A mock of WebSocket servers, by path, for Parley.',
  required: {
    parley: {
      what: 'the version of this format, 1',
      check(value, at, report) {
        if (value === 1) return
        report({
          path: at,
          why: `${JSON.stringify(value)} is no version of this format`,
          remedy: 'Write parley: 1',
        })
      },
      schema: () => ({ const: 1, description: 'The version of this format.' }),
    },
    endpoints: listShape(endpointShape, { min: 1 }),
  },
  optional: {
    $schema: text,
    name: text,
    description: text,
    seed: anyNumber,
    locale: nameShape,
    data: recordShape(bucketShape),
  },
})
