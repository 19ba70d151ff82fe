import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { Boot } from './app/boot.tsx'
import { bridge } from './app/bridge.ts'
import { flushBeforeClosing } from './app/closing.ts'
import { listenToNews } from './app/news.ts'
import { loadPreferences, setPreferences } from './app/preferences.ts'
import { startTranslations } from './app/translations.ts'
import { Store } from './store/store.ts'

const description = await bridge().describe()
const { language, lastAddress } = loadPreferences(description.language)
if (!window.location.hash) window.location.hash = lastAddress
window.addEventListener('hashchange', () => setPreferences({ lastAddress: window.location.hash }))
await startTranslations(language)

const store = new Store(bridge())
// Else the browser may throw the view away when the disk is nearly full, and all of it has to be read again.
void navigator.storage.persist()

function started(): void {
  flushBeforeClosing(store)
  listenToNews(bridge(), (item) => {
    if (item.kind === 'logs') void store.catchUp(item.workspace)
  })
}

createRoot(document.getElementById('root')!).render(<Boot store={store} epoch={description.viewEpoch} onStarted={started} />)
