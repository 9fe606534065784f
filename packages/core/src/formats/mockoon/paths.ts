// Mockoon's endpoints (the patterns of Express) as paths of a mock file. What may be there or not becomes two paths.

/** The paths that an endpoint answers, and what of its pattern is not carried over. */
export interface Paths {
  readonly paths: readonly string[]
  readonly lost: readonly string[]
}

/** More than this many paths for one endpoint are not what anybody meant. */
const MOST = 16

/** @param prefix of the environment, without slashes or with */
export function pathsOf(prefix: string, endpoint: string): Paths {
  const whole = `/${prefix}/${endpoint.replaceAll(' ', '%20')}`.replace(/\/{2,}/g, '/')
  const lost: string[] = []
  const path = whole
    // A parameter with an expression: any segment.
    .replace(/(:[A-Za-z_$][\w$]*)\(([^)]*)\)/g, (_, name: string, expression: string) => {
      lost.push(`${name} takes any segment, not only ${expression}`)
      return name
    })
    // Older patterns in the words of the newer ones.
    .replace(/([/.~-]):([A-Za-z_$][\w$]*)\?/g, '{$1:$2}')
    .replace(/\/:[A-Za-z_$][\w$]*\*/g, '{/*}')
    .replace(/:[A-Za-z_$][\w$]*\+/g, '*')
    .replace(/\(([^)]+)\)\?/g, '{$1}')
    .replace(/\(([^)]+)\)/g, '$1')
    .replace(/(?<!\\)([A-Za-z\d])\?/g, '{$1}')
    .replace(/(?<!\\)([A-Za-z\d])\+/g, '$1{$1}')
    .replace(/\*[A-Za-z_$][\w$]*/g, '*')
  const variants = variantsOf(path)
  if (variants.length > MOST) lost.push(`of its ${variants.length} variants ${MOST} are served`)
  const paths = variants.slice(0, MOST).map((each) => {
    const plain = each.replaceAll('\\', '').replace(/\/{2,}/g, '/')
    return plain.length > 1 ? plain.replace(/\/$/, '') : plain
  })
  return { paths: [...new Set(paths)], lost }
}

/** With and without what stands in braces. */
function variantsOf(path: string): readonly string[] {
  const open = path.lastIndexOf('{')
  const close = open === -1 ? -1 : path.indexOf('}', open)
  if (close === -1) return [path]
  const [before, inside, after] = [path.slice(0, open), path.slice(open + 1, close), path.slice(close + 1)]
  return [...variantsOf(before + inside + after), ...variantsOf(before + after)]
}
