import { contextBridge } from 'electron'
import { createBridgeClient } from '../bridge-client.ts'
import { preloadWire } from './renderer-wire.ts'

contextBridge.exposeInMainWorld('minutier', createBridgeClient(preloadWire))
