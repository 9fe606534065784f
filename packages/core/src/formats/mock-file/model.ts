// A mock file as data, as it is once its shape is known to be right. What a file may say is written down in shape.ts;
// what it does is interpret/'s.

/** Plain data with `$words` in it: a pattern, or a message. */
export type Data = string | number | boolean | null | readonly Data[] | { readonly [field: string]: Data }

export type PatternData = Data
export type MessageData = Data

/** A number of ms, or any between two. */
export type MsData = number | { readonly min: number; readonly max: number }

export interface CompareData {
  readonly of:
    | 'message'
    | 'query'
    | 'header'
    | 'cookie'
    | 'param'
    | 'request'
    | 'messageNumber'
    | 'data'
    | 'variable'
    | 'text'
  readonly at?: string
  readonly is: 'equals' | 'regex' | 'regexIgnoringCase' | 'null' | 'emptyArray' | 'includes' | 'validFor'
  readonly to?: string
}

export interface ConditionData {
  readonly message?: PatternData
  readonly url?: PatternData
  readonly request?: PatternData
  readonly path?: PatternData
  readonly params?: PatternData
  readonly query?: PatternData
  readonly headers?: PatternData
  readonly cookies?: PatternData
  readonly protocols?: PatternData
  readonly user?: PatternData
  readonly messageNumber?: PatternData
  readonly data?: { readonly of: string; readonly is: PatternData }
  readonly value?: { readonly of: string; readonly is: PatternData }
  readonly compare?: CompareData
  readonly all?: readonly ConditionData[]
  readonly any?: readonly ConditionData[]
  readonly not?: ConditionData
}

export interface AudienceData {
  readonly group?: string
  readonly groups?: readonly string[]
  readonly user?: string
  readonly users?: readonly string[]
  readonly path?: string
  readonly except?: 'sender'
}

export interface StreamItemData {
  readonly send: MessageData
  readonly where?: ConditionData
}

export interface StreamData {
  readonly items: readonly StreamItemData[]
  readonly everyMs: number
  readonly times?: number
  readonly name?: string
  readonly order?: 'inTurn' | 'random' | 'firstMatch'
  readonly seed?: number
}

export interface BranchData {
  readonly do: readonly ActionData[]
  readonly where?: ConditionData
}

export interface ChooseData {
  readonly from: readonly BranchData[]
  readonly order?: 'inTurn' | 'random' | 'firstMatch'
  readonly per?: 'connection' | 'endpoint'
  readonly atEnd?: 'repeat' | 'stay'
  readonly seed?: number
}

/** One verb, with what belongs to it. */
export type ActionData = AudienceData & {
  readonly accept?: true | { readonly protocol: string }
  readonly reject?: number | { readonly status: number; readonly reason?: string }
  readonly send?: MessageData
  readonly reply?: MessageData
  readonly broadcast?: MessageData
  readonly join?: string
  readonly leave?: string
  readonly delay?: MsData
  readonly stream?: StreamData
  readonly broadcastStream?: StreamData
  readonly stopStream?: true | string
  readonly choose?: ChooseData
  readonly pong?: true | string | { readonly $bytes: string }
  readonly close?: true | number | { readonly code?: number; readonly reason?: string }
  readonly cut?: true
  readonly halfOpen?: true
  readonly drop?: true
}

export interface RuleData {
  readonly on?: PatternData
  readonly onConnect?: true | { readonly [field: string]: PatternData }
  readonly onClose?: true
  readonly onPing?: PatternData
  readonly where?: ConditionData
  readonly do: readonly ActionData[]
  readonly description?: string
}

export interface HeartbeatData {
  readonly pingEvery?: {
    readonly everyMs: number
    readonly timeoutMs?: number
    readonly ping?: Data
    readonly pong?: PatternData
  }
  readonly closeSilent?: { readonly afterMs: number; readonly unless?: PatternData }
  readonly code?: number | 'cut'
  readonly reason?: string
}

export interface FaultData {
  readonly delay?: MsData
  readonly drop?: true
  readonly duplicate?: true
  readonly reorder?: true | { readonly withinMs: number }
  readonly cut?: true
  readonly halfOpen?: true
  readonly match?: PatternData
  readonly client?: string
  readonly probability?: number
  readonly after?: number
  readonly times?: number
}

export interface EndpointData {
  readonly path: string
  readonly description?: string
  readonly read?: 'json' | 'contentType' | 'text'
  readonly binary?: 'bytes' | 'text'
  readonly unmatched?: 'error' | 'warn' | 'ignore'
  readonly user?: {
    readonly header?: string
    readonly cookie?: string
    readonly query?: string
    readonly param?: string
  }
  readonly redaction?: { readonly redact?: readonly string[]; readonly reveal?: readonly string[] }
  readonly heartbeats?: readonly HeartbeatData[]
  readonly faults?: readonly FaultData[]
  readonly rules: readonly RuleData[]
}

/** A mock file, version 1: several endpoints, what each does, and the data they share. */
export interface MockFile {
  readonly $schema?: string
  readonly parley: 1
  readonly name?: string
  readonly description?: string
  readonly seed?: number
  readonly locale?: string
  readonly data?: { readonly [name: string]: Data }
  readonly endpoints: readonly EndpointData[]
}
