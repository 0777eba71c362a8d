import ts from 'typescript'

/** The types of the installed `stripe` package, as whoever imports it sees them. */
export function openStripeTypes(file: string): { checker: ts.TypeChecker; entry: ts.Symbol } {
  const program = ts.createProgram([file], {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
    noEmit: true,
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const entry = source && checker.getSymbolAtLocation(source)
  if (!entry) throw new Error(`Nothing is exported by ${file}`)
  return { checker, entry }
}
