// Values that a rule's author gives as they are or as a function of the rule's context.

/** A value, or how to compute it from the context of the rule. A promise is awaited before the next action. */
export type Computed<Context, Value> = Value | ((context: Context) => Value | PromiseLike<Value>)
