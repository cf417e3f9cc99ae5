/** The list of clips. */
export { ColumnsMenu } from './columns-menu.tsx'
export { List } from './list.tsx'
