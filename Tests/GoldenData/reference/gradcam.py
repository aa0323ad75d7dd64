"""Makes grad-cam importable: it imports a few names of torchvision that nothing here uses, and torchvision is importable
only beside the very build of PyTorch that it was compiled for."""

import sys
import types

transforms = types.ModuleType("torchvision.transforms")
transforms.Compose = transforms.Normalize = transforms.ToTensor = None
functional = types.ModuleType("torchvision.transforms.functional")
functional.resize = None
sys.modules["torchvision"] = types.ModuleType("torchvision")
sys.modules["torchvision.transforms"] = transforms
sys.modules["torchvision.transforms.functional"] = functional
