import { describe, expect, it } from 'vitest'
import { createRedaction } from './redaction.ts'

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'

describe('createRedaction', () => {
  it('names every option that is wrong', () => {
    expect(() =>
      createRedaction({ hide: [], reveal: 'token', redact: ['a..b', '', 3] } as never),
    ).toThrowErrorMatchingInlineSnapshot(
      `[MistakeError: redaction: there is no option "hide"; reveal is not a list of names; redact[0], "a..b", has an empty step; redact[1] is empty; redact[2] is not a string. Give { reveal: ['session'], redact: ['user.email', 'items.*.secret'] }.]`,
    )
  })

  it('refuses to hide and to keep the same name', () => {
    expect(() => createRedaction({ reveal: ['Token'], redact: ['token'] })).toThrow(
      '"token" is to be revealed and to be redacted',
    )
  })

  describe('redactUrl', () => {
    const { redactUrl } = createRedaction()

    it.each([
      'token',
      'access_token',
      'accessToken',
      'ACCESS-TOKEN',
      'accesstoken',
      'auth',
      'api_key',
      'apikey',
      'key',
      'secret',
      'password',
      'jwt',
      'sig',
      'signature',
      'X-Amz-Signature',
      'session',
      'sessionId',
      'ticket',
      'user%5Ftoken',
    ])('hides the value of %s', (name) => {
      expect(redactUrl(`wss://h/x?room=lobby&${name}=s3cret&n=1`)).toBe(
        `wss://h/x?room=lobby&${name}=<redacted>&n=1`,
      )
    })

    it.each(['author', 'max_tokens', 'sort_key', 'publicKey', 'room', 'keyboard', 'passenger'])(
      'keeps %s',
      (name) => {
        expect(redactUrl(`wss://h/x?${name}=1`)).toBe(`wss://h/x?${name}=1`)
      },
    )

    it('hides a JSON Web Token under any name and in the path', () => {
      expect(redactUrl(`wss://h/ws/${jwt}/${jwt}?t=${jwt}`)).toBe(
        'wss://h/ws/<redacted>/<redacted>?t=<redacted>',
      )
    })

    it('hides a user and password before the host', () => {
      expect(redactUrl('wss://ada:pw@h/x')).toBe('wss://<redacted>@h/x')
    })

    it('keeps everything else to the letter', () => {
      const url = 'WSS://H:0443/a%2Fb/../c?&&x=%zz&flag&token=&y=a=b+c'
      expect(redactUrl(url)).toBe(url)
    })

    it('hides what the author names, keeps what the author reveals', () => {
      const own = createRedaction({ redact: ['Tenant'], reveal: ['session'] })
      expect(own.redactUrl(`wss://h/?tenant=a&session=${jwt}&token=c`)).toBe(
        `wss://h/?tenant=<redacted>&session=${jwt}&token=<redacted>`,
      )
    })
  })

  describe('redactHeaders', () => {
    it('hides credentials whatever the case of their names, and keeps the rest', () => {
      expect(
        createRedaction().redactHeaders({
          authorization: 'Bearer abc',
          'Proxy-Authorization': 'Basic abc',
          Cookie: 'a=b',
          'set-cookie': 'a=b',
          'X-API-Key': 'abc',
          'x-trace': `Bearer ${jwt}`,
          host: 'chat.example.com',
          'user-agent': 'node',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        }),
      ).toEqual({
        authorization: '<redacted>',
        'Proxy-Authorization': '<redacted>',
        Cookie: '<redacted>',
        'set-cookie': '<redacted>',
        'X-API-Key': '<redacted>',
        'x-trace': '<redacted>',
        host: 'chat.example.com',
        'user-agent': 'node',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      })
    })

    it('looks into headers that hold an address or subprotocols', () => {
      expect(
        createRedaction().redactHeaders({
          referer: 'https://h/?token=abc&a=1',
          'sec-websocket-protocol': 'chat.v2, bearer.abc',
        }),
      ).toEqual({
        referer: 'https://h/?token=<redacted>&a=1',
        'sec-websocket-protocol': 'chat.v2, bearer.<redacted>',
      })
    })

    it('hides what the author names, keeps what the author reveals', () => {
      const own = createRedaction({ redact: ['x-tenant'], reveal: ['Cookie'] })
      expect(own.redactHeaders({ 'X-Tenant': 'a', cookie: 'b', authorization: 'c' })).toEqual({
        'X-Tenant': '<redacted>',
        cookie: 'b',
        authorization: '<redacted>',
      })
    })
  })

  describe('redactProtocols', () => {
    const { redactProtocols } = createRedaction()

    it.each([
      [
        ['chat.v2', 'bearer.abc'],
        ['chat.v2', 'bearer.<redacted>'],
      ],
      [
        ['authorization', 'abc'],
        ['authorization', '<redacted>'],
      ],
      [
        ['chat', 'access_token', 'abc'],
        ['chat', 'access_token', '<redacted>'],
      ],
      [[jwt], ['<redacted>']],
      [
        ['header-eyJob3N0IjoiaCJ9', 'aws-appsync-event-ws'],
        ['header-<redacted>', 'aws-appsync-event-ws'],
      ],
      [['base64url.bearer.authorization.k8s.io.YWJj'], ['base64url.bearer.<redacted>']],
      [
        ['realtime', 'openai-insecure-api-key.sk-abc'],
        ['realtime', 'openai-insecure-api-key.<redacted>'],
      ],
      [
        ['chat', '3f1c2a9b8d7e6f504132a1b2c3d4e5f6'],
        ['chat', '<redacted>'],
      ],
    ])('hides the token in %j', (offered, expected) => {
      expect(redactProtocols(offered)).toEqual(expected)
    })

    it('keeps the names of protocols', () => {
      const names =
        'graphql-transport-ws v12.stomp mqttv3.1 wamp.2.json.batched actioncable-v1-json soap token 1.0 auth-v2 ' +
        'json.webpubsub.azure.v1 com.microsoft.rpc.v1.hello.world oauth.name'
      expect(redactProtocols(names.split(' ')).join(' ')).toBe(names)
    })

    it('keeps all where the header is revealed', () => {
      const own = createRedaction({ reveal: ['Sec-WebSocket-Protocol'] })
      expect(own.redactProtocols(['bearer.abc'])).toEqual(['bearer.abc'])
    })
  })

  describe('redactPayload', () => {
    it('is the identity where no path is named', () => {
      const { redactPayload } = createRedaction({ reveal: ['token'] })
      expect(redactPayload('{ "token": "abc" }')).toBe('{ "token": "abc" }')
    })

    it('hides what the paths lead to, whole objects too', () => {
      const { redactPayload } = createRedaction({
        redact: ['token', 'user.email', 'items.*.secret', 'list.1'],
      })
      expect(
        redactPayload(
          '{"token":{"a":1},"user":{"email":"a@b","id":1},"items":[{"secret":1},{"n":2,"secret":2}],"list":[1,2,3]}',
        ),
      ).toBe(
        '{"token":"<redacted>","user":{"email":"<redacted>","id":1},"items":[{"secret":"<redacted>"},{"n":2,"secret":"<redacted>"}],"list":[1,"<redacted>",3]}',
      )
    })

    it('hides a field that is called __proto__', () => {
      const { redactPayload } = createRedaction({ redact: ['__proto__.token'] })
      expect(redactPayload('{"__proto__":{"token":"abc"}}')).toBe('{"__proto__":{"token":"<redacted>"}}')
    })

    it('keeps a message to the letter where nothing is hidden', () => {
      const { redactPayload } = createRedaction({ redact: ['token', 'length', 'a.b'] })
      const bytes = new Uint8Array([1])
      for (const payload of ['{ "a" : 1e2 }', '[1, 2]', 'token', '{broken', bytes]) {
        expect(redactPayload(payload)).toBe(payload)
      }
    })
  })
})
