import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { ProjectorScreen } from './screens/projector/projector-screen.tsx'

/** The second window: it knows no store, no editor and no bridge; what it shows comes from the main window. */
createRoot(document.getElementById('root')!).render(<ProjectorScreen />)
