"""Parts of nets for sequences, (N, L, d) in and out."""
from program import activation, dropped


def piece(program, d, length):
    return program.random.choice([attention, fused, encoder, recurrent, convolved, mixer, own_norm])(program, d, length)


def attention(program, d, length):
    """Of several heads, written out."""
    init = ["self.heads, self.size = heads, dim // heads", "self.q = nn.Linear(dim, dim)", "self.k = nn.Linear(dim, dim)", "self.v = nn.Linear(dim, dim)", "self.proj = nn.Linear(dim, dim)"]
    causal = program.choose("none", "buffer", "triu")
    if causal == "buffer":
        init.append(f"self.register_buffer('mask', torch.tril(torch.ones({length}, {length})).view(1, 1, {length}, {length}))")
    mask = {
        "none": [],
        "buffer": ["att = att.masked_fill(self.mask[:, :, :t, :t] == 0, float('-inf'))"],
        "triu": ["att = att.masked_fill(torch.triu(torch.ones(t, t, dtype=torch.bool), diagonal=1), float('-inf'))"],
    }[causal]
    product = program.choose("q @ k.transpose(-2, -1)", "torch.matmul(q, k.transpose(2, 3))", "torch.einsum('bhid,bhjd->bhij', q, k)", "q.matmul(k.mT)")
    forward = [
        "b, t, c = x.size()",
        *[f"{n} = self.{n}(x).view(b, t, self.heads, self.size).transpose(1, 2)" for n in "qkv"],
        f"att = ({product}) * self.size ** -0.5",
        *mask,
        f"att = {program.choose('F.softmax(att, dim=-1)', 'att.softmax(-1)', 'torch.softmax(att, dim=3)')}",
        f"att = {dropped(program, 'att', init)}",
        "y = (att @ v).transpose(1, 2).contiguous().view(b, t, c)",
        "return self.proj(y)" + program.choose("", " + x"),
    ]
    return f"{program.module('SelfAttention', ['dim', 'heads'], init, forward)}({d}, 2)"


def fused(program, d, length):
    """One matrix for queries, keys and values."""
    init = ["self.n_head = n_head", "self.c_attn = nn.Linear(n_embd, 3 * n_embd)", "self.c_proj = nn.Linear(n_embd, n_embd)"]
    split = program.choose(
        ["q, k, v = self.c_attn(x).split(C, dim=2)", *[f"{n} = {n}.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)" for n in "qkv"]],
        ["qkv = self.c_attn(x).reshape(B, T, 3, self.n_head, C // self.n_head).permute(2, 0, 3, 1, 4)", "q, k, v = qkv[0], qkv[1], qkv[2]"],
        ["qkv = self.c_attn(x).reshape(B, T, 3, self.n_head, -1).permute(2, 0, 3, 1, 4)", "q, k, v = qkv.unbind(0)"],
        ["q, k, v = map(lambda t: t.reshape(B, T, self.n_head, -1).transpose(1, 2), self.c_attn(x).chunk(3, dim=-1))"],
    )
    attend = program.choose("F.scaled_dot_product_attention(q, k, v)", "F.scaled_dot_product_attention(q, k, v, attn_mask=None, dropout_p=0.1 if self.training else 0, is_causal=True)", "torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)")
    forward = ["B, T, C = x.shape", *split, f"y = {attend}", f"y = y.transpose(1, 2).{program.choose('reshape(B, T, C)', 'contiguous().view(B, T, C)', 'flatten(2)')}", "return self.c_proj(y)"]
    return f"{program.module('CausalSelfAttention', ['n_embd', 'n_head'], init, forward)}({d}, n_head={program.choose(1, 2)})"


def encoder(program, d, length):
    way = program.choose("layer", "stack", "module")
    layer = f"nn.TransformerEncoderLayer(d_model={d}, nhead=2, dim_feedforward=6, dropout=0.1, batch_first=True{program.choose('', ', norm_first=True', ', activation=' + repr('gelu'))})"
    if way == "layer":
        return layer
    if way == "stack":
        return f"nn.TransformerEncoder({layer}, num_layers=2)"
    init = ["self.attn = nn.MultiheadAttention(d, 2, batch_first=True)", "self.ln1, self.ln2 = nn.LayerNorm(d), nn.LayerNorm(d)", f"self.mlp = nn.Sequential(nn.Linear(d, 2 * d), {activation(program)}, nn.Linear(2 * d, d))"]
    forward = ["h = self.ln1(x)", program.choose("a, _ = self.attn(h, h, h)", "a = self.attn(h, h, h, need_weights=False)[0]", "a, weights = self.attn(query=h, key=h, value=h)"), f"x = x + {dropped(program, 'a', init)}", "return x + self.mlp(self.ln2(x))"]
    return f"{program.module('Block', ['d'], init, forward)}({d})"


def recurrent(program, d, length):
    kind = program.choose("LSTM", "GRU", "RNN")
    both = program.chance(0.4)
    layers = program.choose(1, 2)
    init = [f"self.rnn = nn.{kind}(d, h, {layers}, batch_first=True{', bidirectional=True' if both else ''}{', dropout=0.2' if layers == 2 else ''})", f"self.fc = nn.Linear({'2 * h' if both else 'h'}, d)"]
    first = program.choose("out, _ = self.rnn(x)", "out, hidden = self.rnn(x)", "out = self.rnn(x)[0]", *([] if both else [f"h0 = torch.zeros({layers}, x.size(0), self.h)\nout, _ = self.rnn(x, {'(h0, torch.zeros_like(h0))' if kind == 'LSTM' else 'h0'})"]))
    if "self.h)" in first:
        init.append("self.h = h")
    return f"{program.module('Recurrent', ['d', 'h'], init, [*first.splitlines(), 'return self.fc(out)'])}({d}, 3)"


def convolved(program, d, length):
    init = [f"self.conv = nn.Conv1d(d, d, 3, padding={program.choose('1', repr('same'))})", "self.norm = nn.BatchNorm1d(d)"]
    forward = program.choose(["x = x.permute(0, 2, 1)", "x = F.relu(self.norm(self.conv(x)))", "return x.permute(0, 2, 1)"], ["y = self.conv(x.transpose(1, 2))", "return self.norm(y).transpose(1, 2) + x"], ["return self.norm(self.conv(x.mT)).mT"])
    return f"{program.module('ConvBlock', ['d'], init, forward)}({d})"


def mixer(program, d, length):
    init = ["self.tokens = nn.Sequential(nn.Linear(n, 4), nn.GELU(), nn.Linear(4, n))", "self.channels = nn.Sequential(nn.Linear(d, 4), nn.GELU(), nn.Linear(4, d))", "self.norms = nn.ModuleList([nn.LayerNorm(d), nn.LayerNorm(d)])"]
    forward = ["y = self.norms[0](x)", program.choose("x = x + self.tokens(y.transpose(1, 2)).transpose(1, 2)", "x = x + self.tokens(y.permute(0, 2, 1)).permute(0, 2, 1)"), "return x + self.channels(self.norms[1](x))"]
    return f"{program.module('Mixer', ['d', 'n'], init, forward)}({d}, {length})"


def own_norm(program, d, length):
    """Norms that people write themselves."""
    way = program.choose("rms", "layer", "functional")
    if way == "functional":
        init = ["self.weight = nn.Parameter(torch.ones(ndim))", f"self.bias = nn.Parameter(torch.zeros(ndim)) if {program.choose('bias', 'bias is not False')} else None"]
        return f"{program.module('LayerNorm', ['ndim', 'bias'], init, ['return F.layer_norm(x, self.weight.shape, self.weight, self.bias, 1e-5)'], takes=program.choose('x', 'input').replace('input', 'x'))}({d}, bias={program.choose(True, False)})"
    if way == "rms":
        forward = program.choose(["return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.g"], ["norm = x.norm(2, dim=-1, keepdim=True) * self.g.shape[0] ** -0.5", "return x / (norm + self.eps) * self.g"])
        return f"{program.module('RMSNorm', ['d', 'eps=1e-6'], ['self.eps = eps', 'self.g = nn.Parameter(torch.ones(d))'], forward)}({d})"
    forward = program.choose(["mean = x.mean(-1, keepdim=True)", "std = x.std(-1, keepdim=True)", "return self.a_2 * (x - mean) / (std + self.eps) + self.b_2"], ["u = x.mean(-1, keepdim=True)", "s = (x - u).pow(2).mean(-1, keepdim=True)", "x = (x - u) / torch.sqrt(s + self.eps)", "return self.a_2 * x + self.b_2"])
    return f"{program.module('Norm', ['features', 'eps=1e-6'], ['self.a_2 = nn.Parameter(torch.ones(features))', 'self.b_2 = nn.Parameter(torch.zeros(features))', 'self.eps = eps'], forward)}({d})"
