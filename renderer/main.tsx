import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { Application } from './app/application.tsx'
import { bridge } from './app/bridge.ts'
import { flushBeforeClosing } from './app/closing.ts'
import { loadPreferences, setPreferences } from './app/preferences.ts'
import { startTranslations } from './app/translations.ts'
import { StoreContext } from './store/hooks.ts'
import { Store } from './store/store.ts'

const description = await bridge().describe()
const { language, lastAddress } = loadPreferences(description.language)
if (!window.location.hash) window.location.hash = lastAddress
window.addEventListener('hashchange', () => setPreferences({ lastAddress: window.location.hash }))
await startTranslations(language)

const store = new Store()
await store.database.open()
// Else the browser may throw everything away when the disk is nearly full.
void navigator.storage.persist()
flushBeforeClosing(store)

createRoot(document.getElementById('root')!).render(
  <StoreContext value={store}>
    <Application />
  </StoreContext>,
)
