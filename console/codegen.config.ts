import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types of the operations in src/operations, from the gateway's own schema. Descriptions stay out, so that only a change of shape shows. */
const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  documents: 'console/src/operations/*.graphql',
  generates: {
    'console/src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        skipTypename: true,
        disableDescriptions: true,
        strictScalars: true,
        scalars: { LanguageTag: 'string', DateTime: 'string' },
      },
    },
  },
};

export default config;
