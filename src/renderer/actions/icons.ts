/** The pictures of actions, on buttons and in the command palette. */
import {
  AlignCenterHorizontal, AlignCenterVertical, AlignEndHorizontal, AlignEndVertical, AlignHorizontalDistributeCenter, AlignStartHorizontal, AlignStartVertical, AlignVerticalDistributeCenter, Boxes, CircleHelp, ClipboardPaste, Command, Component, Copy, CopyPlus, CornerLeftUp, CornerRightDown, Eraser, FishingHook, FileDown, FileImage, FileInput, FilePlus2, FileText, FileType, FolderOpen, FolderOutput, Keyboard, LayoutGrid, Magnet, Map as MapIcon, Maximize, Moon, PanelBottom, PanelLeft, PanelRight, Play, Plus, Redo2, RotateCcw, Save, SaveAll, Scissors, Shapes, Spline, Split, Square, StepForward, Sun, SunMoon, Terminal, Trash2, Undo2, Ungroup, Weight, Workflow, ZoomIn, ZoomOut,
} from 'lucide-react' // prettier-ignore
import type { LucideIcon } from 'lucide-react'
import type { PageActionId } from '../../actions/actions'

export const icons = {
  'file.new': FilePlus2,
  'file.open': FolderOpen,
  'file.samples': Shapes,
  'file.import': FileInput,
  'file.importWeights': FileDown,
  'file.save': Save,
  'file.saveAs': SaveAll,
  'export.pytorch': FolderOutput,
  'export.onnx': Boxes,
  'export.safetensors': Weight,
  'export.svg': FileType,
  'export.png': FileImage,
  'export.mermaid': Workflow,
  'export.markdown': FileText,
  'export.copyMermaid': Workflow,
  'export.copyMarkdown': FileText,
  'export.copyPrint': Terminal,
  'edit.undo': Undo2,
  'edit.redo': Redo2,
  'edit.cut': Scissors,
  'edit.copy': Copy,
  'edit.paste': ClipboardPaste,
  'edit.duplicate': CopyPlus,
  'edit.delete': Trash2,
  'edit.addLayer': Plus,
  'edit.connect': Spline,
  'edit.arrange': LayoutGrid,
  'module.group': Boxes,
  'module.ungroup': Ungroup,
  'module.open': CornerRightDown,
  'module.leave': CornerLeftUp,
  'module.new': Component,
  'module.copy': Split,
  'module.removeUnused': Eraser,
  'hook.add': FishingHook,
  'align.left': AlignStartVertical,
  'align.center': AlignCenterVertical,
  'align.right': AlignEndVertical,
  'align.top': AlignStartHorizontal,
  'align.middle': AlignCenterHorizontal,
  'align.bottom': AlignEndHorizontal,
  'align.across': AlignHorizontalDistributeCenter,
  'align.down': AlignVerticalDistributeCenter,
  'view.fit': Maximize,
  'view.zoomIn': ZoomIn,
  'view.zoomOut': ZoomOut,
  'view.palette': PanelLeft,
  'view.bottom': PanelBottom,
  'view.inspector': PanelRight,
  'view.minimap': MapIcon,
  'view.snap': Magnet,
  'theme.light': Sun,
  'theme.dark': Moon,
  'theme.system': SunMoon,
  'run.toggle': Play,
  'run.step': StepForward,
  'run.stop': Square,
  'run.reset': RotateCcw,
  'help.commands': Command,
  'help.shortcuts': Keyboard,
  'help.about': CircleHelp,
} as const satisfies Readonly<Partial<Record<PageActionId, LucideIcon>>>

/** What can be shown as a picture alone. */
export type PicturedId = keyof typeof icons

export function iconOf(id: PageActionId): LucideIcon | undefined {
  const all: Readonly<Partial<Record<PageActionId, LucideIcon>>> = icons
  return all[id]
}
