/**
 * The walls of the house: renderer → shared ← electron. What a rule holds stands in its name; why, in its comment.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'shared-knows-nobody',
      comment: 'The core is the same in the window, in the main process and in a test. Words are data: it may read them.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(electron|renderer|tests)/|^resources/(?!locales/)' },
    },
    {
      name: 'shared-is-pure',
      comment: 'No Node, no DOM, no disk, no database: what the core may use is listed here.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/(yjs|lib0|fractional-indexing|valibot|i18next|papaparse)/' },
    },
    {
      name: 'renderer-knows-only-the-bridge',
      comment: 'A window reaches disk and dialogs through shared/bridge.ts, so that every call passes the same door.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(electron|tests)/|node_modules/(electron|playwright-core|pino|docx|@myriaddreamin)/' },
    },
    {
      name: 'renderer-has-no-node',
      comment: 'The renderer is sandboxed: a builtin of Node would only fail there.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electron-knows-no-screen',
      comment: 'The main process serves any renderer.',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^(renderer|tests)/' },
    },
    {
      name: 'electron-stands-in-one-folder',
      comment: 'Everything else of the main process runs in both hosts, and in tests, without Electron.',
      severity: 'error',
      from: { path: '^(electron|shared|renderer)/', pathNot: '^electron/hosts/electron/' },
      to: { path: 'node_modules/electron/|^electron$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'launcher-starts-no-host-inside-itself',
      comment: 'The launcher outlives a host that fails; it never loads one.',
      severity: 'error',
      from: { path: '^electron/launch/' },
      to: { path: '^electron/(hosts/electron|documents|guards)/|^electron/hosts/chromium/(?!find-browser)|node_modules/playwright' },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one file, or a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(raw|url|worker)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|tests/fixtures)/' },
    // TypeScript 7 has no interface for tools yet.
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], mainFields: ['module', 'main', 'types'] },
  },
}
