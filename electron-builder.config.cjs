/**
 * Packages for people who install Minutier. Without a network only `electron-builder --dir` runs, with
 * `electronDist` pointing to a runtime that is here.
 * @type {import('electron-builder').Configuration}
 */
module.exports = {
  appId: 'org.minutier.minutier',
  productName: 'Minutier',
  directories: { output: 'dist' },
  // What the renderer uses is bundled in out/renderer; the main process brings the packages it loads.
  files: ['out/**', 'resources/**', 'package.json', '!**/*.map'],
  asar: true,
  asarUnpack: ['**/*.node'],
  npmRebuild: false,
  electronLanguages: ['fr', 'en'],
  linux: { target: ['AppImage', 'deb'], category: 'Office', synopsis: 'Minutes of meetings, live and offline' },
  mac: { target: ['dmg'], category: 'public.app-category.productivity', hardenedRuntime: true },
  win: { target: ['nsis'] },
  nsis: { oneClick: false, perMachine: false },
  electronFuses: {
    // The program is Minutier and nothing else: no Node from outside, no debugger, no code that was not packaged.
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    // The renderer has its own scheme; file: pages get no more than a browser gives them.
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
    loadBrowserProcessSpecificV8Snapshot: false,
  },
}
