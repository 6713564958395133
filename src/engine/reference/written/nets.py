"""Whole nets: parts put together in one of the ways that people have, with settings and a last part. Each function gives the class and what it is called with."""
import images
import sequences
import vectors
from program import Program, activation, dropped
from settings import made, written

BATCH = 2


def joined(program, parts):
    """Parts one after the other. → the lines of a constructor, the expression that applies them to x in forward, lines before it"""
    way = program.choose("attributes", "sequential", "list", "star", "add_module", "numbered", "nested")
    if way == "attributes":
        names = [f"part{i + 1}" for i in range(len(parts))]
        return [f"self.{name} = {part}" for name, part in zip(names, parts)], [f"x = self.{name}(x)" for name in names]
    if way == "sequential":
        return ["self.body = nn.Sequential(", *[f"    {part}," for part in parts], ")"], ["x = self.body(x)"]
    if way == "list":
        init = ["self.parts = nn.ModuleList([", *[f"    {part}," for part in parts], "])"]
        return init, program.choose(["for part in self.parts:", "    x = part(x)"], ["for i, part in enumerate(self.parts):", "    x = part(x)"], ["for i in range(len(self.parts)):", "    x = self.parts[i](x)"])
    if way == "star":
        return ["layers = []", *[f"layers.append({part})" for part in parts], "self.features = nn.Sequential(*layers)"], ["x = self.features(x)"]
    if way == "add_module":
        return ["self.main = nn.Sequential()", *[f"self.main.add_module('part{i}', {part})" for i, part in enumerate(parts)]], ["x = self.main(x)"]
    if way == "numbered":
        init = [f"self.stage{i} = {part}" for i, part in enumerate(parts)]
        return init, [f"for i in range({len(parts)}):", "    x = getattr(self, f'stage{i}')(x)"]
    return ["self.net = nn.Sequential(", f"    nn.Sequential({parts[0]}),", *[f"    {part}," for part in parts[1:]], ")"], program.choose(["x = self.net(x)"], ["x = self.net[0](x)", "x = self.net[1:](x)"])


def results(program, x):
    """What forward gives at the end. → lines"""
    return program.choose([f"return {x}"], [f"return {x}"], [f"out = {x}", "return out"], [f"out = {x}", "if self.training:", "    return out, None", "return out"], [f"return F.log_softmax({x}, dim={program.choose('1', '-1')})"], [f"return {{'out': {x}}}"], [f"logits = {x}", "return logits, logits.softmax(dim=-1)"])


def vector(program):
    n, m = program.choose(4, 5, 6), program.choose(2, 3)
    widths = [n, *[program.choose(3, 4, 6, n) for _ in range(program.choose(1, 2))]]
    settings = {"hidden_dim": widths[-1], "n_out": m, **({"p": 0.25} if program.chance(0.4) else {}), **({"use_bn": program.choose(True, False)} if program.chance(0.4) else {})}
    parts = [vectors.piece(program, *each) for each in zip(widths, widths[1:])]
    given, of, call = written(program, settings)
    init, forward = joined(program, parts)
    if "use_bn" in settings:
        init += [f"if {of('use_bn')}:", f"    self.bn = nn.BatchNorm1d({of('hidden_dim')})", f"self.use_bn = {of('use_bn')}"]
        forward += ["if self.use_bn:", "    x = self.bn(x)"]
    if "p" in settings:
        init.append(f"self.dropout = nn.Dropout({of('p')})")
        forward.append("x = self.dropout(x)")
    init.append(f"self.head = nn.Linear({of('hidden_dim')}, {of('n_out')})")
    return program.module(program.choose("Net", "Classifier", "Model"), given, init, forward + results(program, "self.head(x)")), call, [([BATCH, n], "float")]


def image(program):
    c, size = program.choose(1, 3), 8
    widths = [c, program.choose(4, 6), program.choose(4, 6, 8)]
    settings = {"num_classes": program.choose(2, 3), "width": widths[-1]}
    parts = [images.piece(program, widths[0], widths[1], 2), images.piece(program, widths[1], widths[2], program.choose(1, 2))]
    given, of, call = written(program, settings)
    init, forward = joined(program, parts)
    end = program.choose("pool", "adaptive", "flat", "mean")
    out = f"{of('num_classes')}"
    if end == "pool":
        forward += ["x = F.avg_pool2d(x, x.size()[2:])", program.choose("x = x.view(x.size(0), -1)", "x = torch.flatten(x, 1)", "x = x.squeeze(-1).squeeze(-1)")]
    elif end == "adaptive":
        init.append("self.avgpool = nn.AdaptiveAvgPool2d((1, 1))")
        forward += ["x = self.avgpool(x)", program.choose("x = x.flatten(1)", "x = x.view(-1, x.shape[1])", "x = x.reshape(x.shape[0], -1)", "x = x[:, :, 0, 0]")]
    elif end == "mean":
        forward += [program.choose("x = x.mean([-2, -1])", "x = x.mean(3).mean(2)", "x = torch.amax(x, dim=(2, 3))")]
    else:
        init.append("self.pool = nn.AdaptiveMaxPool2d(2)")
        forward += ["x = self.pool(x)", program.choose("x = x.view(x.size(0), -1)", "x = x.view(-1, self.num_flat_features(x))", "x = nn.Flatten()(x)")]
    width = of("width") if end != "flat" else f"{of('width')} * 2 * 2"
    init.append(f"self.{program.choose('fc', 'classifier')} = nn.Linear({width}, {out})")
    last = init[-1].split(" = ")[0]
    name = program.module(program.choose("ConvNet", "ResNet", "CNN"), given, init, forward + results(program, f"{last}(x)"))
    if "num_flat_features" in "\n".join(forward):
        program.parts[-1] += "\n\n    def num_flat_features(self, x):\n        size = x.size()[1:]\n        num_features = 1\n        for s in size:\n            num_features *= s\n        return num_features"
    return name, call, [([BATCH, c, size, size], "float")]


def unet(program):
    """An encoder, a decoder, and what goes past them."""
    settings = {"base": program.choose(2, 4), "out_channels": program.choose(1, 2)}
    helper = program.module("DoubleConv", ["c", "d"], ["self.double_conv = nn.Sequential(", "    nn.Conv2d(c, d, 3, padding=1),", "    nn.ReLU(inplace=True),", "    nn.Conv2d(d, d, 3, padding=1),", ")"], ["return self.double_conv(x)"])
    given, of, call = written(program, settings)
    b = of("base")
    up = program.choose(f"nn.ConvTranspose2d(2 * {b}, {b}, 2, stride=2)", f"nn.Sequential(nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True), nn.Conv2d(2 * {b}, {b}, 1))")
    init = [f"self.enc = {helper}(1, {b})", f"self.mid = {helper}({b}, {b} * 2)", f"self.up = {up}", f"self.dec = {helper}(2 * {b}, {b})", f"self.outc = nn.Conv2d({b}, {of('out_channels')}, 1)"]
    pad = ["dy = e.size()[2] - x.size()[2]", "dx = e.size()[3] - x.size()[3]", "x = F.pad(x, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])"] if program.chance(0.4) else []
    forward = ["e = self.enc(x)", program.choose("x = F.max_pool2d(e, 2)", "x = F.avg_pool2d(e, kernel_size=2)", "x = nn.MaxPool2d(2)(e)"), "x = self.mid(x)", "x = self.up(x)", *pad, "x = torch.cat([e, x], dim=1)", "x = self.dec(x)", program.choose("return self.outc(x)", "return torch.sigmoid(self.outc(x))")]
    return program.module("UNet", given, init, forward), call, [([BATCH, 1, 4, 4], "float")]


def words(program):
    """Numbers of words, embedded."""
    vocab, length, d = 7, 3, program.choose(4, 6)
    settings = {"vocab_size": vocab, "n_embd": d, "n_layer": program.choose(1, 2), "block_size": length}
    one = program.name("TokenMixer")
    part = sequences.piece(program, d, length)
    init = [f"self.inner = {part}", f"self.norm = nn.LayerNorm({d})"]
    program.define(f"class {one}(nn.Module):\n    def __init__(self):\n        super().__init__()\n        " + "\n        ".join(init) + "\n\n    def forward(self, x):\n        return x + self.inner(self.norm(x))")
    given, of, call = written(program, settings)
    position = program.choose("learned", "parameter", "sine", "none")
    layers = f"{one}() for _ in range({of('n_layer')})"
    way = program.choose("dict", "list", "sequential")
    if way == "dict":
        init = ["self.transformer = nn.ModuleDict(dict(", f"    wte=nn.Embedding({of('vocab_size')}, {of('n_embd')}),", f"    drop=nn.Dropout(0.1),", f"    h=nn.ModuleList([{layers}]),", "))"]
        start, through = "self.transformer.wte(idx)", ["x = self.transformer.drop(x)", "for block in self.transformer.h:", "    x = block(x)"]
    else:
        init = [f"self.wte = nn.Embedding({of('vocab_size')}, {of('n_embd')})", f"self.blocks = nn.{'ModuleList([' + layers + '])' if way == 'list' else 'Sequential(*[' + layers + '])'}"]
        start, through = "self.wte(idx)", ["for block in self.blocks:", "    x = block(x)"] if way == "list" else ["x = self.blocks(x)"]
    if position == "learned":
        init.append(f"self.wpe = nn.Embedding({of('block_size')}, {of('n_embd')})")
        where = ["pos = torch.arange(0, t, dtype=torch.long, device=device)", "x = tok + self.wpe(pos)"]
    elif position == "parameter":
        init.append(f"self.pos_emb = nn.Parameter(torch.zeros(1, {of('block_size')}, {of('n_embd')}))")
        where = ["x = tok + self.pos_emb[:, :t, :]"]
    elif position == "sine":
        program.uses("import math")
        init += [f"pe = torch.zeros({of('block_size')}, {of('n_embd')})", f"position = torch.arange(0, {of('block_size')}, dtype=torch.float).unsqueeze(1)", f"div_term = torch.exp(torch.arange(0, {of('n_embd')}, 2).float() * (-math.log(10000.0) / {of('n_embd')}))", "pe[:, 0::2] = torch.sin(position * div_term)", "pe[:, 1::2] = torch.cos(position * div_term)", "self.register_buffer('pe', pe.unsqueeze(0))"]
        where = [program.choose("x = tok + self.pe[:, :x_len]", "x = tok * math.sqrt(tok.size(-1)) + self.pe[:, :tok.size(1)]").replace("x_len", "t")]
    else:
        where = ["x = tok"]
    init.append(f"self.ln_f = nn.LayerNorm({of('n_embd')})")
    init.append(f"self.lm_head = nn.Linear({of('n_embd')}, {of('vocab_size')}, bias=False)")
    end = program.choose("all", "last", "mean", "targets")
    takes = "idx, targets=None" if end == "targets" else "idx"
    forward = ["device = idx.device", "b, t = idx.size()", *([f"assert t <= {length}, f'Cannot forward sequence of length {{t}}'"] if program.chance(0.5) else []), f"tok = {start}", *where, *through, "x = self.ln_f(x)"]
    forward += {"all": ["return self.lm_head(x)"], "last": [f"return self.lm_head(x{program.choose('[:, -1]', '[:, -1, :]', '[:, [-1], :]')})"], "mean": ["return self.lm_head(x.mean(dim=1))"], "targets": ["logits = self.lm_head(x)", "loss = None", "if targets is not None:", "    loss = F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))", "return logits, loss"]}[end]
    return program.module("GPT", given, init, forward, takes=takes), call, [([BATCH, length], vocab)]


def patches(program):
    """A transformer that looks at pieces of a picture."""
    d, size, patch = program.choose(4, 6), 8, 4
    settings = {"dim": d, "depth": program.choose(1, 2), "num_classes": 3, "patch_size": patch}
    one = program.name("EncoderBlock")
    part = sequences.piece(program, d, (size // patch) ** 2 + 1)
    program.define(f"class {one}(nn.Module):\n    def __init__(self, dim):\n        super().__init__()\n        self.norm = nn.LayerNorm(dim)\n        self.attn = {part}\n\n    def forward(self, x):\n        return self.attn(self.norm(x)) + x")
    given, of, call = written(program, settings)
    init = [f"num_patches = ({size} // {of('patch_size')}) ** 2", f"self.patch_embed = nn.Conv2d(3, {of('dim')}, kernel_size={of('patch_size')}, stride={of('patch_size')})", f"self.cls_token = nn.Parameter(torch.zeros(1, 1, {of('dim')}))", f"self.pos_embed = nn.Parameter(torch.randn(1, num_patches + 1, {of('dim')}) * .02)", f"self.blocks = nn.{program.choose('ModuleList', 'ModuleList')}([{one}({of('dim')}) for i in range({of('depth')})])", f"self.head = nn.Linear({of('dim')}, {of('num_classes')}) if {of('num_classes')} > 0 else nn.Identity()"]
    expand = program.choose("self.cls_token.expand(B, -1, -1)", "self.cls_token.expand(x.shape[0], -1, -1)", "self.cls_token.repeat(B, 1, 1)")
    forward = ["B = x.shape[0]", program.choose("x = self.patch_embed(x).flatten(2).transpose(1, 2)", "x = self.patch_embed(x)\nx = x.flatten(2).permute(0, 2, 1)"), f"x = torch.cat(({expand}, x), dim=1)", f"x = {dropped(program, 'x + self.pos_embed', init)}", "for blk in self.blocks:", "    x = blk(x)", program.choose("return self.head(x[:, 0])", "return self.head(x.mean(dim=1))", "cls, rest = x[:, 0], x[:, 1:]\nreturn self.head(cls + rest.mean(1))")]
    forward = [line for each in forward for line in each.split("\n")]
    return program.module("VisionTransformer", given, init, forward), call, [([BATCH, 3, size, size], "float")]


def coder(program):
    """An autoencoder, with noise only in training."""
    n, z = 6, program.choose(2, 3)
    settings = {"latent_dim": z, "hidden": program.choose(4, 5)}
    parts = [vectors.piece(program, n, settings["hidden"]), vectors.piece(program, z, n)]
    given, of, call = written(program, settings)
    init = [f"self.encoder = {parts[0]}", f"self.fc_mu = nn.Linear({of('hidden')}, {of('latent_dim')})", f"self.fc_var = nn.Linear({of('hidden')}, {of('latent_dim')})", f"self.decoder = {parts[1]}"]
    name = program.name(program.choose("VAE", "AutoEncoder"))
    lines = "\n        ".join(init)
    result = program.choose("return self.decode(z), mu, logvar", "recon = self.decode(z)\n        return recon, mu, logvar", "return {'recon': self.decode(z), 'mu': mu}", "return [self.decode(z), mu]")
    program.define(f"""class {name}(nn.Module):
    def __init__(self{''.join(', ' + each for each in given)}):
        super().__init__()
        {lines}

    def encode(self, x):
        h = F.relu(self.encoder(x))
        return self.fc_mu(h), self.fc_var(h)

    def reparameterize(self, mu, logvar):
        if self.training:
            std = torch.exp(0.5 * logvar)
            return mu + std * torch.randn_like(std)
        return mu

    def decode(self, z):
        return torch.sigmoid(self.decoder(z))

    def forward(self, x):
        mu, logvar = self.encode(x)
        z = self.reparameterize(mu, logvar)
        {result}""")
    return name, call, [([BATCH, n], "float")]


def two(program):
    """Two inputs: one net for both, or one each."""
    n, m = 4, program.choose(4, 5)
    same = program.chance(0.5)
    settings = {"emb": m}
    parts = [vectors.piece(program, n, m), *([] if same else [vectors.piece(program, n, m)])]
    given, of, call = written(program, settings)
    init = [f"self.a = {parts[0]}", *([] if same else [f"self.b = {parts[1]}"])]
    other = "a" if same else "b"
    join, width = program.choose(("torch.cat([u, v], dim=1)", f"2 * {of('emb')}"), ("torch.abs(u - v)", of("emb")), ("u * v", of("emb")), ("torch.cat((u, v, u - v), -1)", f"{of('emb')} * 3"))
    init.append(f"self.out = nn.Linear({width}, 2)")
    forward = [f"u = self.a(x1)", f"v = self.{other}(x2)", f"return self.out({join})"]
    if same and program.chance(0.5):
        forward = ["u, v = self.forward_once(x1), self.forward_once(x2)", f"return self.out({join})"]
        name = program.module("Siamese", given, init, forward, takes="x1, x2")
        program.parts[-1] += "\n\n    def forward_once(self, x):\n        return F.normalize(self.a(x), dim=1)" if program.chance(0.3) else "\n\n    def forward_once(self, x):\n        return self.a(x)"
    else:
        name = program.module("TwoTower", given, init, forward, takes="x1, x2")
    return name, call, [([BATCH, n], "float"), ([BATCH, n], "float")]


def spare(program):
    """Layers and buffers that nobody calls."""
    n = program.choose(4, 5)
    settings = {"n": n, "m": 3}
    part = vectors.piece(program, n, n)
    given, of, call = written(program, settings)
    unused = [f"self.aux = nn.Linear({of('n')}, 2)", f"self.old_head = {vectors.piece(program, n, 3)}", "self.register_buffer('steps', torch.zeros(1))", "self.register_buffer('anchors', torch.tensor([[1., 2.], [3., 4.]]))", "self.temperature = nn.Parameter(torch.tensor(1.5))", "self.extra = nn.ModuleList([nn.Linear(2, 2), nn.Conv2d(1, 2, 3)])", "self.register_buffer('count', torch.tensor(0, dtype=torch.long))"]
    kept = program.random.sample(unused, program.choose(2, 3))
    init = [f"self.fc = {part}", *kept, f"self.head = nn.Linear({of('n')}, {of('m')})"]
    forward = ["x = self.fc(x)", *(["aux = self.aux(x) if self.training else None"] if kept[0] == unused[0] else []), "return self.head(x)"]
    return program.module("WithSpares", given, init, forward), call, [([BATCH, n], "float")]


def plain(program):
    """No class at all."""
    n = 4
    layers = [vectors.piece(program, n, 5), activation(program), "nn.Dropout(p=0.5)", vectors.piece(program, 5, 2)]
    name = program.choose("model", "net", "mlp")
    if program.chance(0.5):
        program.define(f"{name} = nn.Sequential(\n    " + ",\n    ".join(layers) + "\n)")
    else:
        program.define(f"def build(n_in=4):\n    layers = []\n" + "".join(f"    layers.append({each})\n" for each in layers) + f"    return nn.Sequential(*layers)\n\n\n{name} = build()")
    return name, None, [([BATCH, n], "float")]


KINDS = [vector, vector, vector, vector, image, image, image, image, unet, words, words, words, patches, patches, coder, two, spare, spare, plain]


def program_of(seed):
    """→ text, the expression that makes the net, shapes and kinds of what it is called with"""
    program = Program(seed)
    kind = KINDS[seed % len(KINDS)]
    name, call, inputs = kind(program)
    expression = name if call is None else made(program, name, call, inputs)
    return program.text(), expression, inputs
