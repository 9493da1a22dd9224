/** SortableJS has types for its main file only; its core is the same without the plugins. */
declare module "sortablejs/modular/sortable.core.esm.js" {
  import Sortable from "sortablejs";
  export default Sortable;
}
