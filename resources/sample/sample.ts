import coordination from './coordination.json' with { type: 'json' }
import coordination8 from './coordination-08.json' with { type: 'json' }
import operations from './operations.json' with { type: 'json' }
import operations13 from './operations-13.json' with { type: 'json' }
import operations14 from './operations-14.json' with { type: 'json' }
import operations15 from './operations-15.json' with { type: 'json' }
import workspace from './workspace.json' with { type: 'json' }

/** The invented committee, for `loadSample`. Nobody in it exists. */
export const sample: unknown = {
  workspace,
  series: [
    { series: operations, meetings: [operations13, operations14, operations15] },
    { series: coordination, meetings: [coordination8] },
  ],
}
