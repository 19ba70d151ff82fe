import type { ApplicationOptions } from '../application/options.ts'
import type { ChosenPath, Host } from './host.ts'

/** A host whose dialogs are answered by the command line, where that says what to choose. */
export function withGivenChoices<Shell extends Host>(host: Shell, { chooseFolder, chooseFile }: Pick<ApplicationOptions, 'chooseFolder' | 'chooseFile'>): Shell {
  return {
    ...host,
    ...(chooseFolder !== undefined && { chooseFolder: () => chosen(chooseFolder) }),
    ...(chooseFile !== undefined && { chooseFile: () => chosen(chooseFile) }),
  }
}

function chosen(path: string): Promise<ChosenPath> {
  return Promise.resolve({ kind: 'chosen', path })
}
