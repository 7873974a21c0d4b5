import { RegisterMapSchema } from './register-map.js';

/** The published JSON Schema of register maps, as `gateway/maps/register-map.schema.json` holds it. */
export const registerMapSchemaText = (): string =>
  `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...RegisterMapSchema }, undefined, 2)}\n`;
