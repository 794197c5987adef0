import type { CodegenConfig } from '@graphql-codegen/cli';

/** `npx graphql-codegen --config codegen.config.ts` types every document of src/. Elsewhere the schema is node_modules/lingraph/schema.graphql. */
const config: CodegenConfig = {
  schema: '../../schema.graphql',
  documents: 'src/*.tsx',
  generates: {
    'src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        disableDescriptions: true,
        strictScalars: true,
        scalars: { LanguageTag: 'string', DateTime: 'string' },
      },
    },
  },
};

export default config;
