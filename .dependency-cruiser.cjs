/** The rules of docs/architecture.md: layers, and the rooms inside them. Type-only imports count too. */
const ROOMS = require('./scripts/rooms.cjs')

const outside = (layer, allowed) => ({
  name: `${layer}-imports`,
  severity: 'error',
  from: { path: `^src/${layer}/`, pathNot: '\\.test\\.tsx?$' },
  to: { path: '^src/', pathNot: `^src/(${[layer, ...allowed].join('|')})/` },
})

/** A room imports only rooms that stand before it in the list of its layer. */
const oneWay = (layer, rooms) =>
  rooms.slice(0, -1).map((room, i) => ({
    name: `${layer}/${room}-imports-only-rooms-before-it`,
    severity: 'error',
    from: { path: `^src/${layer}/${room}/`, pathNot: '\\.(test|fixture)\\.tsx?$' },
    to: { path: `^src/${layer}/(${rooms.slice(i + 1).join('|')})/` },
  }))

/** Every folder of a layer is a room of its list: a new one is put in its place there. */
const listed = (layer, rooms) => ({
  name: `${layer}-lists-its-rooms`,
  severity: 'error',
  from: { path: `^src/${layer}/[^/]+/`, pathNot: `^src/${layer}/(${rooms.join('|')})/` },
  to: {},
})

module.exports = {
  forbidden: [
    ...Object.entries(ROOMS).flatMap(([layer, rooms]) => [...oneWay(layer, rooms), listed(layer, rooms)]),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.(test|d)\\.m?tsx?$|\\.css$' },
      to: {},
    },
    {
      name: 'unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?worker$' },
    },
    outside('words', []),
    outside('actions', ['words']),
    outside('graph', ['words']),
    outside('engine', ['words', 'graph']),
    outside('main', ['words', 'actions', 'graph', 'engine']),
    outside('renderer', ['words', 'actions', 'graph', 'engine', 'main']),
    {
      name: 'words-are-pure',
      comment: 'Words know no Node, no DOM and no framework; i18next, which is pure, picks and fills them.',
      severity: 'error',
      from: { path: '^src/words/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'node_modules/i18next/' },
    },
    {
      name: 'words-alone-know-how-they-are-told',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/words/' },
      to: { path: 'node_modules/i18next/' },
    },
    {
      name: 'actions-are-data',
      comment: 'What there is to do, without doing it: the page binds it, and the host shows it.',
      severity: 'error',
      from: { path: '^src/actions/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
    {
      name: 'menus-come-from-the-list-of-actions',
      comment:
        'A menu of what a person can do is made of src/actions/menus.ts; a menu of values is a ChoiceMenu.',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: '^src/renderer/(ui|actions)/' },
      to: { path: '^src/renderer/ui/menu\\.tsx$' },
    },
    {
      name: 'graph-is-pure',
      comment: 'The graph layer knows no Node, no DOM and only small pure libraries.',
      severity: 'error',
      from: { path: '^src/graph/', pathNot: '\\.test\\.ts$' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev'],
        pathNot: 'node_modules/(zod|@bufbuild/protobuf|@lezer|fflate|dequal|flatbush)/',
      },
    },
    {
      name: 'engine-knows-no-window',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { path: 'node_modules/(electron|react|react-dom|@xyflow)/' },
    },
    {
      name: 'one-folder-loads-the-backend',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/engine/backend/' },
      to: { path: 'node_modules/@tensorflow/' },
    },
    {
      name: 'a-session-speaks-to-an-executor',
      comment: 'It knows no tensor, tape or module, and not who runs the plan: host.ts says who does.',
      severity: 'error',
      from: { path: '^src/engine/session/', pathNot: '(\\.(test|fixture)|-harness)\\.ts$' },
      to: { path: '^src/engine/[^/]+/', pathNot: '^src/engine/(session|executor|data|random)/' },
    },
    {
      name: 'a-session-reaches-no-tensor',
      comment: 'Not by way of another file either, nor by a type: tensors may lie in another process.',
      severity: 'error',
      from: { path: '^src/engine/(session|executor)/', pathNot: '(\\.(test|fixture)|-harness)\\.ts$' },
      to: {
        path: '^src/engine/(backend|captured|core|ops|autograd|nn|functional|optim|hooks|visited)/',
        reachable: true,
      },
    },
    {
      name: 'main-uses-only-the-engine-protocol',
      comment: 'The host talks to the engine process; it never runs tensors itself.',
      severity: 'error',
      from: { path: '^src/main/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/engine/', pathNot: '^src/engine/(protocol|payload|ordinary-file)\\.ts$' },
    },
    {
      name: 'electron-at-the-edge',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/electron/' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'renderer-imports-contracts-as-types',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/(engine|main)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'renderer-sees-only-contracts',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/(engine|main)/', pathNot: '^src/(engine/protocol|main/contract)' },
    },
    {
      name: 'renderer-knows-no-node',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist)/' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
}
