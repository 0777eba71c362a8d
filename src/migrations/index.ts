import * as migration_20261124_001509_initial from './20261124_001509_initial';

export const migrations = [
  {
    up: migration_20261124_001509_initial.up,
    down: migration_20261124_001509_initial.down,
    name: '20261124_001509_initial'
  },
];
