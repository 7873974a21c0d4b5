// The arrows of docs/adr/0001: who may import whom. gateway and ingest meet only in the log.
const only = (from, allowed) => ({
  name: `${from}-arrows`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: '^(core|runtime|gateway|ingest|firmware-sim|bench|bin|dashboards|test)/',
    pathNot: `^(${[from, ...allowed].join('|')})/`,
  },
});
const throughIndex = {
  name: 'through-the-index',
  comment: "another area's code is imported through its index.ts",
  severity: 'error',
  from: { path: '^(core|runtime|gateway|ingest|firmware-sim|bin|bench)/' },
  to: {
    path: '^(core|runtime|gateway|ingest|firmware-sim)/.+',
    pathNot: ['^[^/]+/index\\.ts$', '^$1/'],
  },
};

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'core-is-pure',
      comment: 'no npm package and no Node module in the core',
      severity: 'error',
      from: { path: '^core/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    {
      name: 'plant-is-pure',
      severity: 'error',
      from: { path: '^firmware-sim/plant/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    only('core', []),
    only('runtime', ['core']),
    only('gateway', ['core', 'runtime']),
    only('ingest', ['core', 'runtime']),
    only('firmware-sim', ['core', 'runtime']),
    only('dashboards', ['core']),
    only('bench', ['core', 'runtime', 'gateway', 'ingest']),
    only('bin', ['core', 'runtime', 'gateway', 'ingest', 'firmware-sim']),
    throughIndex,
    {
      name: 'nothing-imports-test',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'one-duckdb',
      comment:
        'two DuckDB instances on one file lose data: only the store opens one (bench inspects a stopped one)',
      severity: 'error',
      from: { pathNot: '^(ingest/stores/duckdb|bench|test)/' },
      to: { path: '@duckdb' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|node_modules)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
