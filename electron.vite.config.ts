import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/** Electron 45 embeds Node 24 and Chromium 156; electron-vite's own table of targets ends before it. */
const NODE_TARGET = 'node24'
const CHROMIUM_TARGET = 'chrome156'

export default defineConfig({
  main: {
    build: {
      target: NODE_TARGET,
      rollupOptions: {
        input: {
          electron: 'electron/hosts/electron/main.ts',
          chromium: 'electron/hosts/chromium/main.ts',
          'documents-worker': 'electron/documents/worker.ts',
        },
        output: { format: 'es' },
      },
    },
  },
  preload: {
    build: {
      target: NODE_TARGET,
      // The sandbox only loads CommonJS preloads, each complete in itself.
      isolatedEntries: true,
      externalizeDeps: false,
      rollupOptions: {
        input: {
          preload: 'electron/hosts/electron/preload.ts',
          'page-bridge': 'electron/hosts/chromium/page-bridge.ts',
          'projector-keys': 'electron/hosts/chromium/projector-keys.ts',
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    build: {
      target: CHROMIUM_TARGET,
      minify: true,
      rollupOptions: { input: { index: 'renderer/index.html', projector: 'renderer/projector.html' } },
    },
    plugins: [react()],
  },
})
