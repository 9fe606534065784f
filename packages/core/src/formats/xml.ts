// XML as data: to compare two texts whatever their indentation, and to look into one by paths.
import { peer } from './peers.ts'

/** `{ root: { _attributes: {…}, child: { _text: '…' } } }`, or undefined for what is no XML. */
export function parseXml(text: string): unknown {
  const { XMLParser, XMLValidator } = peer('fast-xml-parser', 'XML')
  if (XMLValidator.validate(text) !== true) return undefined
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributesGroupName: '_attributes',
    attributeNamePrefix: '',
    textNodeName: '_text',
    alwaysCreateTextNode: true,
    parseTagValue: false,
    parseAttributeValue: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    trimValues: true,
  })
  return withoutEmptyText(parser.parse(text))
}

/** An element without text has none, as opposed to an empty one. */
function withoutEmptyText(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutEmptyText)
  if (typeof node !== 'object' || node === null) return node
  const fields = Object.entries(node).filter(([name, value]) => name !== '_text' || value !== '')
  return Object.fromEntries(fields.map(([name, value]) => [name, withoutEmptyText(value)]))
}
