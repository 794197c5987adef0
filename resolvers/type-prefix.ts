/** Names of types with a prefix before them, so that they meet no type of another graph. */
import { type DocumentNode, type GraphQLNamedType, isTypeDefinitionNode, isTypeExtensionNode, visit } from 'graphql';

/** What all graphs have, and share. */
const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** The name of a type of the contract where its types have a prefix. */
export const prefixedName = (name: string, prefix: string): string => (ROOTS.has(name) ? name : prefix + name);

/** The document with the prefix before every type that it defines. */
export function withTypePrefix(document: DocumentNode, prefix: string): DocumentNode {
  const defined = new Set(document.definitions.flatMap((node) => (isTypeDefinitionNode(node) ? node.name.value : [])));
  const renamed = <Named extends { name: { value: string } }>(node: Named): Named =>
    defined.has(node.name.value) ? { ...node, name: { ...node.name, value: prefixedName(node.name.value, prefix) } } : node;
  const definitions = document.definitions.map((node) =>
    isTypeDefinitionNode(node) || isTypeExtensionNode(node) ? renamed(node) : node,
  );
  return visit({ ...document, definitions }, { NamedType: renamed });
}

const contractNames = new WeakMap<GraphQLNamedType, string>();

/** Notes what a type that has a prefix is called in the contract. */
export function noteContractName(type: GraphQLNamedType, name: string): void {
  contractNames.set(type, name);
}

/** What a type is called in the contract, whatever stands before its name. */
export const contractName = (type: GraphQLNamedType): string => contractNames.get(type) ?? type.name;
