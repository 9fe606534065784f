// Helpers that tell of the message, who sent it, and what the run keeps: data buckets and variables.
import { atPath } from './helpers-data.ts'
import { asText, type Call, type Helper, type Helpers } from './helper.ts'

/** What a value is written as: data as JSON. It is marked as safe, as it is where it came from. */
function written({ safe }: Call, value: unknown, isAlwaysJson = false): unknown {
  return safe(isAlwaysJson || typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/** The helpers that depend on who asks: with one of them a text differs from one recipient to the next. */
export const requestHelpers: Helpers = {
  body: (call) => {
    const [path, otherwise = '', isJson] = call.args
    if (path === undefined || path === null || path === '') return call.safe(call.scope.text)
    const { message } = call.scope
    const value = message === undefined || message === '' ? otherwise : atPath(message, path, otherwise)
    return written(call, value, isJson === true)
  },
  bodyRaw: ({ args: [path, otherwise = ''], scope: { message } }) =>
    message === undefined || message === '' ? otherwise : atPath(message, path, otherwise),
  urlParam: ({ args: [name], scope }) => scope.who.params[asText(name)],
  urlParams: ({ scope }) => scope.who.params,
  queryParam: (call) => {
    const [path, otherwise = '', isJson] = call.args
    return written(call, atPath({ ...call.scope.who.query }, path, otherwise), isJson === true)
  },
  queryParamRaw: ({ args: [path, otherwise = ''], scope }) => atPath({ ...scope.who.query }, path, otherwise),
  queryParams: ({ scope }) => ({ ...scope.who.query }),
  header: ({ args: [name, otherwise = ''], scope }) =>
    scope.who.headers[asText(name).toLowerCase()] || otherwise,
  headers: ({ scope }) => ({ ...scope.who.headers }),
  cookie: ({ args: [name, otherwise = ''], scope }) => scope.who.cookies[asText(name)] || otherwise,
  baseUrl: ({ scope }) => scope.run.baseUrl ?? new URL(scope.who.url).origin.replace(/^ws/, 'http'),
  hostname: ({ scope }) => scope.who.headers['host'] ?? new URL(scope.who.url).host,
  ip: ({ scope }) => scope.who.headers['x-forwarded-for'] ?? '127.0.0.1',
  method: () => 'GET',
}

const data: Helper = (call) => {
  const [name, path] = call.args
  if (name === undefined) return undefined
  const found = call.scope.run.buckets.find(asText(name))
  if (found === undefined) return undefined
  return written(call, atPath(call.scope.run.buckets.value(found, call.scope), path, ''))
}

export const runHelpers: Helpers = {
  data,
  dataRaw: ({ args: [name, path], scope }) => {
    const found = name === undefined ? undefined : scope.run.buckets.find(asText(name))
    return found === undefined ? undefined : atPath(scope.run.buckets.value(found, scope), path, '')
  },
  setData: ({ args: [operator, name, path, value], scope }) => {
    if (name !== undefined)
      scope.run.buckets.change(asText(operator), asText(name), asText(path), value, scope)
    return undefined
  },
  setGlobalVar: ({ args: [name, value], scope }) => {
    if (value !== undefined) scope.run.variables.set(asText(name), value)
    return undefined
  },
  getGlobalVar: ({ args: [name, path, otherwise = ''], scope }) => {
    const value = scope.run.variables.get(asText(name))
    return value === undefined ? otherwise : atPath(value, path, otherwise)
  },
  // Only what the author handed over: the environment of the process stays where it is.
  getEnvVar: ({ args: [name, otherwise = ''], scope: { run } }) => {
    const text = asText(name)
    return run.env[text] ?? run.env[`MOCKOON_${text}`] ?? otherwise
  },
  // The status of an HTTP response: a message of a socket has none.
  status: () => '',
}
