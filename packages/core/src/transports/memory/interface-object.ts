// What Web IDL says of the classes that the platform offers: members that can be enumerated, a tag, constants.

/** Makes the members of a class enumerable and tags its instances (Web IDL section 3.7). */
export function exposeInterface(constructor: { readonly name: string; readonly prototype: object }): void {
  const { prototype } = constructor
  for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (name !== 'constructor') Object.defineProperty(prototype, name, { ...member, enumerable: true })
  }
  Object.defineProperty(prototype, Symbol.toStringTag, { value: constructor.name, configurable: true })
}

/** Defines constants on both the class and its prototype (Web IDL section 3.7.5). */
export function defineConstants(
  constructor: { readonly prototype: object },
  constants: Readonly<Record<string, number>>,
): void {
  for (const target of [constructor, constructor.prototype]) {
    for (const [name, value] of Object.entries(constants)) {
      Object.defineProperty(target, name, { value, enumerable: true, writable: false, configurable: false })
    }
  }
}
